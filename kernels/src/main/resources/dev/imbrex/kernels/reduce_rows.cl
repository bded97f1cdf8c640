// Reductions of every row of a row-major matrix x of [rows, columns] to y of [rows].
//
// grid            one dimension: any number of groups of WORK_GROUP work-items, best one per row
// parameters      WORK_GROUP  work-items per group, a power of two
// local memory    WORK_GROUP floats
// index           group g takes the rows g, g + groups, ...; in a row, work-item l combines the columns
//                 l, l + WORK_GROUP, ... in ascending order, then a binary tree combines the work-items
// assumptions     rows and columns below 2^31; columns may be 0 and gives the identity (0 or -infinity)
// edge            none: work-items without a column hold the identity
// order           given by columns and WORK_GROUP alone, so the same bits for any number of groups
// barriers        the row and the tree's level are the same for the whole group

#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#define SUM 0
#define MAX 1

inline float identity(const int operation) {
  return operation == SUM ? 0.0f : -INFINITY;
}

// A maximum with a NaN among its operands is a NaN.
inline float combine(const int operation, const float a, const float b) {
  return operation == SUM ? a + b : (a > b || isnan(a) ? a : b);
}

inline void reduce_rows(const int operation, __local float* partial, __global float* y,
                        __global const float* x, const uint rows, const uint columns) {
  const uint lane = (uint)get_local_id(0);
  for (uint row = (uint)get_group_id(0); row < rows; row += (uint)get_num_groups(0)) {
    __global const float* values = x + (ulong)row * columns;
    float mine = identity(operation);
    for (uint column = lane; column < columns; column += WORK_GROUP) {
      mine = combine(operation, mine, values[column]);
    }
    partial[lane] = mine;
    for (uint half_group = WORK_GROUP / 2; half_group > 0; half_group /= 2) {
      barrier(CLK_LOCAL_MEM_FENCE);
      if (lane < half_group) {
        partial[lane] = combine(operation, partial[lane], partial[lane + half_group]);
      }
    }
    if (lane == 0) {
      y[row] = partial[0];
    }
    barrier(CLK_LOCAL_MEM_FENCE);  // before the next row overwrites the partial results
  }
}

// y[r] = sum over c of x[r, c]
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void reduce_rows_sum_f32(__global float* y, const ulong y_offset, __global const float* x,
                                  const ulong x_offset, const uint rows, const uint columns) {
  __local float partial[WORK_GROUP];
  reduce_rows(SUM, partial, y + y_offset, x + x_offset, rows, columns);
}

// y[r] = max over c of x[r, c]
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void reduce_rows_max_f32(__global float* y, const ulong y_offset, __global const float* x,
                                  const ulong x_offset, const uint rows, const uint columns) {
  __local float partial[WORK_GROUP];
  reduce_rows(MAX, partial, y + y_offset, x + x_offset, rows, columns);
}
