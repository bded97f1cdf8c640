// Stands before every source of the catalogue.
//
// OpenCL C 1.2, no extension, no fast-math option. Nothing is contracted but MULTIPLY_ADD in products: it is one
// rounding where the device says that it does that fast, and otherwise the compiler's choice for its target, which
// is the same on every run. (PoCL has fast fused instructions on most processors, but does not say so; fma() where
// there is none is a slow function.) CONTRACTED goes to the head of a block of products.

#pragma OPENCL FP_CONTRACT OFF

#ifdef FP_FAST_FMAF
#define MULTIPLY_ADD(a, b, c) fma((a), (b), (c))
#define CONTRACTED
#else
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
#define CONTRACTED _Pragma("OPENCL FP_CONTRACT ON")
#endif

// VECTOR_OF(float, 4) is float4, VECTOR_LOAD(4, p) reads four elements at p, whatever p's alignment; width 1
// is the scalar. Every width is spelled out, for a compiler may have macros of its own called vload or float.
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#define WIDE_1(type) type
#define WIDE_2(type) type##2
#define WIDE_4(type) type##4
#define WIDE_8(type) type##8
#define WIDE_16(type) type##16
#define VECTOR_OF(type, width) JOIN(WIDE_, width)(type)

#define LOAD_1(p) (*(p))
#define LOAD_2(p) vload2(0, (p))
#define LOAD_4(p) vload4(0, (p))
#define LOAD_8(p) vload8(0, (p))
#define LOAD_16(p) vload16(0, (p))
#define VECTOR_LOAD(width, p) JOIN(LOAD_, width)(p)

#define STORE_1(value, p) (*(p) = (value))
#define STORE_2(value, p) vstore2((value), 0, (p))
#define STORE_4(value, p) vstore4((value), 0, (p))
#define STORE_8(value, p) vstore8((value), 0, (p))
#define STORE_16(value, p) vstore16((value), 0, (p))
#define VECTOR_STORE(width, value, p) JOIN(STORE_, width)((value), (p))

// Before a loop whose trip count is a constant: written out, so that arrays it indexes stay in registers.
#define UNROLL _Pragma("unroll")

// i / d for an unsigned i below 2^31, by the multiplier and the shift that the host has found for d.
#define DIVIDE(i, multiplier, shift) ((mul_hi((i), (multiplier)) + (i)) >> (shift))

// Vectors at an edge, of the one width that a kernel has: load_first reads the first `count` floats, which may be none
// or all, and makes the others zero; store_first writes the first `count` and leaves the others alone.
#define DEFINE_LOAD_FIRST(width)                                                           \
  inline VECTOR_OF(float, width) load_first(__global const float* from, const int count) { \
    if (count >= width) {                                                                  \
      return VECTOR_LOAD(width, from);                                                     \
    }                                                                                      \
    float t[width];                                                                        \
    for (int j = 0; j < width; j++) {                                                      \
      t[j] = j < count ? from[j] : 0.0f;                                                   \
    }                                                                                      \
    return VECTOR_LOAD(width, t);                                                          \
  }
#define DEFINE_STORE_FIRST(width)                                                                     \
  inline void store_first(const VECTOR_OF(float, width) value, __global float* to, const int count) { \
    if (count >= width) {                                                                             \
      VECTOR_STORE(width, value, to);                                                                 \
      return;                                                                                         \
    }                                                                                                 \
    float t[width];                                                                                   \
    VECTOR_STORE(width, value, t);                                                                    \
    for (int j = 0; j < count; j++) {                                                                 \
      to[j] = t[j];                                                                                   \
    }                                                                                                 \
  }
