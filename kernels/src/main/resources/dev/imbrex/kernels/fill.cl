// Elements that come from nothing: one word everywhere, or an index along an axis.
//
// grid            one dimension: ceil(n / ELEMENTS) work-items, rounded up to whole groups of WORK_GROUP
// parameters      ELEMENTS    elements per work-item
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           group g owns the elements from g * WORK_GROUP * ELEMENTS on; its work-items take them in
//                 turns, so that neighbours write neighbours
// assumptions     n < 2^31; offsets count elements and need no alignment
// edge            every element is checked

#ifndef ELEMENTS
#error "ELEMENTS is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#define FIRST ((uint)get_group_id(0) * (WORK_GROUP * ELEMENTS) + (uint)get_local_id(0))

// y[i] = word, the bits of an element of any type
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void fill_words(__global uint* y, const ulong y_offset, const uint word, const uint n) {
  y += y_offset;
  for (uint e = 0; e < ELEMENTS; e++) {
    const uint i = FIRST + e * WORK_GROUP;
    if (i < n) {
      y[i] = word;
    }
  }
}

// y[i] = i / inner % extent as an integer, or as a float where floats is not 0; the numbers with which to
// divide stand behind each divisor
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void fill_indices(__global uint* y, const ulong y_offset, const uint inner_multiplier,
                           const uint inner_shift, const uint extent, const uint extent_multiplier,
                           const uint extent_shift, const uint floats, const uint n) {
  y += y_offset;
  for (uint e = 0; e < ELEMENTS; e++) {
    const uint i = FIRST + e * WORK_GROUP;
    if (i < n) {
      const uint line = DIVIDE(i, inner_multiplier, inner_shift);
      const uint index = line - DIVIDE(line, extent_multiplier, extent_shift) * extent;
      y[i] = floats != 0 ? as_uint((float)index) : index;
    }
  }
}
