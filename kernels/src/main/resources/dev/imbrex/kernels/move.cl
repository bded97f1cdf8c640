// Words of any type from one strided box to another: copies, transposes, crops, repetitions, parts of a
// concatenation; and a box with a border of one word around it.
//
// grid            one dimension: ceil(n / ELEMENTS) work-items, rounded up to whole groups of WORK_GROUP
// parameters      RANK        axes of the box
//                 VECTOR      words that are moved together
//                 ELEMENTS    such vectors per work-item
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           component k of a vector argument belongs to axis k, counted from the innermost. Vector i of
//                 the box, in row-major order, has the coordinates that dividing by the extents gives; group
//                 g owns the vectors from g * WORK_GROUP * ELEMENTS on and its work-items take them in turns,
//                 so that neighbours write neighbours
// assumptions     n, the number of vectors, and all places below 2^31; extents and borders of axis 0 count
//                 vectors, strides and offsets count words and need no alignment; where VECTOR is not 1, the
//                 words of a vector are neighbours on both sides; y and x do not overlap
// edge            every vector is checked

#ifndef RANK
#error "RANK is not set"
#endif
#ifndef VECTOR
#error "VECTOR is not set"
#endif
#ifndef ELEMENTS
#error "ELEMENTS is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#define WORDS VECTOR_OF(uint, VECTOR)
#define FIRST ((uint)get_group_id(0) * (WORK_GROUP * ELEMENTS) + (uint)get_local_id(0))

// Runs USE_AXIS(k, coordinate) for all axes: k is s0, s1, and so on.
#define SPLIT_AXIS(k)                                                            \
  {                                                                              \
    const uint quotient = DIVIDE(rest, multipliers.k, shifts.k);                 \
    const uint coordinate = rest - quotient * extents.k;                         \
    rest = quotient;                                                             \
    USE_AXIS(k, coordinate)                                                      \
  }
#if RANK == 1
#define ALL_AXES USE_AXIS(s0, rest)
#elif RANK == 2
#define ALL_AXES SPLIT_AXIS(s0) USE_AXIS(s1, rest)
#elif RANK == 3
#define ALL_AXES SPLIT_AXIS(s0) SPLIT_AXIS(s1) USE_AXIS(s2, rest)
#elif RANK == 4
#define ALL_AXES SPLIT_AXIS(s0) SPLIT_AXIS(s1) SPLIT_AXIS(s2) USE_AXIS(s3, rest)
#elif RANK == 5
#define ALL_AXES SPLIT_AXIS(s0) SPLIT_AXIS(s1) SPLIT_AXIS(s2) SPLIT_AXIS(s3) USE_AXIS(s4, rest)
#elif RANK == 6
#define ALL_AXES \
  SPLIT_AXIS(s0) SPLIT_AXIS(s1) SPLIT_AXIS(s2) SPLIT_AXIS(s3) SPLIT_AXIS(s4) USE_AXIS(s5, rest)
#elif RANK == 7
#define ALL_AXES                                                                              \
  SPLIT_AXIS(s0) SPLIT_AXIS(s1) SPLIT_AXIS(s2) SPLIT_AXIS(s3) SPLIT_AXIS(s4) SPLIT_AXIS(s5) \
  USE_AXIS(s6, rest)
#else
#define ALL_AXES                                                                              \
  SPLIT_AXIS(s0) SPLIT_AXIS(s1) SPLIT_AXIS(s2) SPLIT_AXIS(s3) SPLIT_AXIS(s4) SPLIT_AXIS(s5) \
  SPLIT_AXIS(s6) USE_AXIS(s7, rest)
#endif

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void move_words(__global uint* restrict y, const ulong y_offset, __global const uint* restrict x,
                         const ulong x_offset, const uint8 extents, const uint8 multipliers,
                         const uint8 shifts, const uint8 y_strides, const uint8 x_strides, const uint n) {
  y += y_offset;
  x += x_offset;
  for (uint e = 0; e < ELEMENTS; e++) {
    const uint i = FIRST + e * WORK_GROUP;
    if (i < n) {
      uint rest = i;
      uint to = 0;
      uint from = 0;
#define USE_AXIS(k, coordinate)        \
  to += (coordinate) * y_strides.k;    \
  from += (coordinate) * x_strides.k;
      ALL_AXES
#undef USE_AXIS
      VECTOR_STORE(VECTOR, VECTOR_LOAD(VECTOR, x + from), y + to);
    }
  }
}

// y is contiguous and has the extents; x lies in it behind `before` places along each axis, and the word is
// around it
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void move_padded(__global uint* restrict y, const ulong y_offset, __global const uint* restrict x,
                          const ulong x_offset, const uint8 extents, const uint8 multipliers,
                          const uint8 shifts, const uint8 before, const uint8 inside,
                          const uint8 x_strides, const uint word, const uint n) {
  y += y_offset;
  x += x_offset;
  for (uint e = 0; e < ELEMENTS; e++) {
    const uint i = FIRST + e * WORK_GROUP;
    if (i < n) {
      uint rest = i;
      uint from = 0;
      bool hit = true;
      // A coordinate before x wraps around and is as far outside as one behind it.
#define USE_AXIS(k, coordinate)                            \
  hit = hit && (coordinate) - before.k < inside.k;         \
  from += ((coordinate) - before.k) * x_strides.k;
      ALL_AXES
#undef USE_AXIS
      WORDS value = (WORDS)(word);
      if (hit) {
        value = VECTOR_LOAD(VECTOR, x + from);
      }
      VECTOR_STORE(VECTOR, value, y + i * VECTOR);
    }
  }
}
