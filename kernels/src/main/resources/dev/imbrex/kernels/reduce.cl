// Sum, maximum or minimum along the middle axis of x of [outer, n, inner], cut into parts: y of
// [outer, parts, inner] has one result for each part of n. A few of these, one after the other, reduce an axis
// of any length by short chains.
//
// grid            one dimension. reduce_columns: one work-item per result, or VECTOR neighbouring ones, rounded
//                 up to whole groups. reduce_rows: any number of groups, best one per result
// parameters      OPERATION   what is done: 0 sum, 1 maximum, 2 minimum
//                 INTEGER     type of the elements: 0 float, 1 int
//                 VECTOR      elements per load
//                 WORK_GROUP  work-items per group, a power of two
// local memory    reduce_rows: WORK_GROUP elements where that is more than 1, else none
// index           reduce_columns: work-item i makes result i, in row-major order, so that neighbours read
//                 neighbours along inner. reduce_rows, for inner = 1: group g makes the results g,
//                 g + groups, ...; work-item l takes the vectors l, l + WORK_GROUP, ... of the part
// assumptions     parts = ceil(n / height), every part has height elements but the last; all places below
//                 2^31; offsets count elements and need no alignment. reduce_columns: VECTOR divides inner.
//                 y and x do not overlap
// edge            the last part is shorter; in reduce_rows what does not fill a vector is taken one by one
// order           given by the shape, height and the parameters alone
// barriers        the tree's level is the same for the whole group

#ifndef OPERATION
#error "OPERATION is not set"
#endif
#ifndef INTEGER
#error "INTEGER is not set"
#endif
#ifndef VECTOR
#error "VECTOR is not set"
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
#define ELEMENTS VECTOR_OF(ELEMENT, VECTOR)

// For elements and for vectors of them. An extreme with a NaN among its operands is a NaN. Integers wrap, which
// only unsigned ones may.
#if OPERATION == 1
#define COMBINE(a, b) ((((a) > (b)) | IS_NAN(a)) ? (a) : (b))
#define COMBINE_VECTORS(a, b) COMBINE(a, b)
#elif OPERATION == 2
#define COMBINE(a, b) ((((a) < (b)) | IS_NAN(a)) ? (a) : (b))
#define COMBINE_VECTORS(a, b) COMBINE(a, b)
#elif INTEGER
#define COMBINE(a, b) as_int(as_uint(a) + as_uint(b))
#define AS_UNSIGNED JOIN(as_, VECTOR_OF(uint, VECTOR))
#define AS_SIGNED JOIN(as_, VECTOR_OF(int, VECTOR))
#define COMBINE_VECTORS(a, b) AS_SIGNED(AS_UNSIGNED(a) + AS_UNSIGNED(b))
#else
#define COMBINE(a, b) ((a) + (b))
#define COMBINE_VECTORS(a, b) COMBINE(a, b)
#endif

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void reduce_columns(__global ELEMENT* restrict y, const ulong y_offset,
                             __global const ELEMENT* restrict x, const ulong x_offset, const uint outer,
                             const uint n, const uint inner, const uint height) {
  const uint parts = (n + height - 1) / height;
  const uint columns = inner / VECTOR;
  const uint i = (uint)get_global_id(0);
  if (i >= outer * parts * columns) {
    return;
  }
  const uint line = i / columns;
  const uint column = (i - line * columns) * VECTOR;
  const uint slab = line / parts;
  const uint first = (line - slab * parts) * height;
  const uint rows = min(height, n - first);
  __global const ELEMENT* from = x + x_offset + (slab * n + first) * inner + column;
  ELEMENTS result = VECTOR_LOAD(VECTOR, from);
  for (uint r = 1; r < rows; r++) {
    const ELEMENTS next = VECTOR_LOAD(VECTOR, from + r * inner);
    result = COMBINE_VECTORS(result, next);
  }
  VECTOR_STORE(VECTOR, result, y + y_offset + line * inner + column);
}

// The signature is that of reduce_columns; inner is 1.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void reduce_rows(__global ELEMENT* restrict y, const ulong y_offset,
                          __global const ELEMENT* restrict x, const ulong x_offset, const uint outer,
                          const uint n, const uint inner, const uint height) {
#if WORK_GROUP > 1
  __local ELEMENT partial[WORK_GROUP];
#endif
  const uint parts = (n + height - 1) / height;
  const uint lane = (uint)get_local_id(0);
  for (uint line = (uint)get_group_id(0); line < outer * parts; line += (uint)get_num_groups(0)) {
    const uint slab = line / parts;
    const uint first = (line - slab * parts) * height;
    const uint count = min(height, n - first);
    const uint whole = count - count % VECTOR;
    __global const ELEMENT* from = x + x_offset + slab * n + first;
    ELEMENT mine = 0;
    bool found = lane * VECTOR < whole;
    if (found) {
      ELEMENTS several = VECTOR_LOAD(VECTOR, from + lane * VECTOR);
      for (uint i = (lane + WORK_GROUP) * VECTOR; i < whole; i += WORK_GROUP * VECTOR) {
        const ELEMENTS next = VECTOR_LOAD(VECTOR, from + i);
        several = COMBINE_VECTORS(several, next);
      }
      ELEMENT each[VECTOR];
      VECTOR_STORE(VECTOR, several, each);
      for (uint half_width = VECTOR / 2; half_width > 0; half_width /= 2) {
        for (uint v = 0; v < half_width; v++) {
          each[v] = COMBINE(each[v], each[v + half_width]);
        }
      }
      mine = each[0];
    }
    for (uint i = whole + lane; i < count; i += WORK_GROUP) {
      mine = found ? COMBINE(mine, from[i]) : from[i];
      found = true;
    }
#if WORK_GROUP > 1
    partial[lane] = mine;
    // Those that found something to combine are the first of the group.
    const uint full = min(max(whole / VECTOR, count - whole), (uint)WORK_GROUP);
    for (uint half_group = WORK_GROUP / 2; half_group > 0; half_group /= 2) {
      barrier(CLK_LOCAL_MEM_FENCE);
      if (lane < half_group && lane + half_group < full) {
        partial[lane] = COMBINE(partial[lane], partial[lane + half_group]);
      }
    }
    if (lane == 0) {
      y[y_offset + line] = partial[0];
    }
    barrier(CLK_LOCAL_MEM_FENCE);  // before the next line overwrites the partial results
#else
    y[y_offset + line] = mine;
#endif
  }
}
