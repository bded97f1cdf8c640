// Index of the greatest or least element along the middle axis of x of [outer, n, inner]: y of [outer, inner].
// A NaN counts as the extreme; of equals the first counts.
//
// grid            one dimension. arg_reduce_columns: one work-item per result, rounded up to whole groups.
//                 arg_reduce_rows: one group per result
// parameters      OPERATION   what is looked for: 1 maximum, 2 minimum
//                 INTEGER     type of the elements: 0 float, 1 int
//                 WORK_GROUP  work-items per group, a power of two
// local memory    arg_reduce_rows: two words per work-item where WORK_GROUP is more than 1, else none
// index           result i is at i / inner and i % inner. In arg_reduce_rows work-item l of the group looks at
//                 the elements l, l + WORK_GROUP, ... of its axis, then a tree compares the work-items
// assumptions     all places below 2^31; offsets count elements and need no alignment; y and x do not overlap
// edge            work-items without an element have the first one
// barriers        the tree's level is the same for the whole group

#ifndef OPERATION
#error "OPERATION is not set"
#endif
#ifndef INTEGER
#error "INTEGER is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#if INTEGER
#define ELEMENT int
#define IS_NAN(a) 0
#else
#define ELEMENT float
#define IS_NAN(a) isnan(a)
#endif
#if OPERATION == 1
#define BEYOND(a, b) ((a) > (b))
#else
#define BEYOND(a, b) ((a) < (b))
#endif

// Whether a is more extreme than b.
#define BEATS(a, b) (!IS_NAN(b) && (IS_NAN(a) || BEYOND(a, b)))

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void arg_reduce_columns(__global int* restrict y, const ulong y_offset,
                                 __global const ELEMENT* restrict x, const ulong x_offset,
                                 const uint outer, const uint n, const uint inner) {
  const uint i = (uint)get_global_id(0);
  if (i >= outer * inner) {
    return;
  }
  const uint slab = i / inner;
  __global const ELEMENT* from = x + x_offset + slab * n * inner + (i - slab * inner);
  ELEMENT best = from[0];
  uint place = 0;
  for (uint r = 1; r < n; r++) {
    const ELEMENT next = from[r * inner];
    if (BEATS(next, best)) {
      best = next;
      place = r;
    }
  }
  y[y_offset + i] = (int)place;
}

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void arg_reduce_rows(__global int* restrict y, const ulong y_offset,
                              __global const ELEMENT* restrict x, const ulong x_offset, const uint outer,
                              const uint n, const uint inner) {
#if WORK_GROUP > 1
  __local ELEMENT values[WORK_GROUP];
  __local uint places[WORK_GROUP];
#endif
  const uint lane = (uint)get_local_id(0);
  const uint i = (uint)get_group_id(0);
  const uint slab = i / inner;
  __global const ELEMENT* from = x + x_offset + slab * n * inner + (i - slab * inner);
  uint place = lane < n ? lane : 0;
  ELEMENT best = from[place * inner];
  for (uint r = lane + WORK_GROUP; r < n; r += WORK_GROUP) {
    const ELEMENT next = from[r * inner];
    if (BEATS(next, best)) {
      best = next;
      place = r;
    }
  }
#if WORK_GROUP > 1
  values[lane] = best;
  places[lane] = place;
  for (uint half_group = WORK_GROUP / 2; half_group > 0; half_group /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < half_group) {
      const ELEMENT other = values[lane + half_group];
      const uint other_place = places[lane + half_group];
      if (BEATS(other, best) || (!BEATS(best, other) && other_place < place)) {
        best = other;
        place = other_place;
        values[lane] = best;
        places[lane] = place;
      }
    }
  }
#endif
  if (lane == 0) {
    y[y_offset + i] = (int)place;
  }
}
