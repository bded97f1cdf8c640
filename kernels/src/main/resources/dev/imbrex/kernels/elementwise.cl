// Element-wise kernels over flat arrays.
//
// grid            one dimension: ceil(n / VECTOR) work-items, rounded up to whole groups of WORK_GROUP
// parameters      VECTOR      elements per work-item
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           work-item i owns the elements [i * VECTOR, (i + 1) * VECTOR)
// assumptions     n < 2^31 (the host splits above); offsets count elements and need no alignment;
//                 y and x are the same elements or do not overlap
// edge            the one work-item whose elements are not all below n goes through them one by one

#ifndef VECTOR
#error "VECTOR is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

// y[i] = value, for 32-bit elements of any type.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void fill_words(__global uint* y, const ulong y_offset, const uint n, const uint value) {
  const uint first = (uint)get_global_id(0) * VECTOR;
  y += y_offset;
  if (first + VECTOR <= n) {
    VECTOR_STORE(VECTOR, (VECTOR_OF(uint, VECTOR))(value), y + first);
  } else {
    for (uint i = first; i < n; i++) {
      y[i] = value;
    }
  }
}

// y[i] = a * x[i] + y[i]
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void axpy_f32(__global float* y, const ulong y_offset, __global const float* x, const ulong x_offset,
                       const uint n, const float a) {
  const uint first = (uint)get_global_id(0) * VECTOR;
  y += y_offset;
  x += x_offset;
  if (first + VECTOR <= n) {
    const VECTOR_OF(float, VECTOR) factor = a;
    const VECTOR_OF(float, VECTOR) sum =
        MULTIPLY_ADD(factor, VECTOR_LOAD(VECTOR, x + first), VECTOR_LOAD(VECTOR, y + first));
    VECTOR_STORE(VECTOR, sum, y + first);
  } else {
    for (uint i = first; i < n; i++) {
      y[i] = MULTIPLY_ADD(a, x[i], y[i]);
    }
  }
}
