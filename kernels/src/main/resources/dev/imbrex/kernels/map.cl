// One expression for every element of flat arrays. The expression is generated for each op.
//
// grid            one dimension: ceil(n / ELEMENTS) work-items, rounded up to whole groups of WORK_GROUP
// parameters      ELEMENTS    elements per work-item
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           group g owns the elements from g * WORK_GROUP * ELEMENTS on; its work-items take them in
//                 turns, so that neighbours read neighbours
// assumptions     n < 2^31; offsets count elements and need no alignment; an output is exactly an input or
//                 overlaps none
// edge            a group that reaches over n checks every element, all others check none
//
// What stands before this file defines MAP_PARAMETERS, the buffers with their offsets, MAP_BEGIN, which moves
// the pointers to where they begin, and MAP_ELEMENT(i), which computes element i. Without it y = x.

#ifndef ELEMENTS
#error "ELEMENTS is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#ifndef MAP_PARAMETERS
#define MAP_PARAMETERS __global uint *y, const ulong y_offset, __global const uint *x, const ulong x_offset
#define MAP_BEGIN y += y_offset; x += x_offset;
#define MAP_ELEMENT(i) y[i] = x[i];
#endif

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void map_elements(MAP_PARAMETERS, const uint n) {
  MAP_BEGIN
  const uint group = (uint)get_group_id(0) * (WORK_GROUP * ELEMENTS);
  const uint first = group + (uint)get_local_id(0);
  if (group + WORK_GROUP * ELEMENTS <= n) {
#pragma unroll
    for (uint e = 0; e < ELEMENTS; e++) {
      const uint i = first + e * WORK_GROUP;
      MAP_ELEMENT(i)
    }
  } else {
    for (uint e = 0; e < ELEMENTS; e++) {
      const uint i = first + e * WORK_GROUP;
      if (i < n) {
        MAP_ELEMENT(i)
      }
    }
  }
}
