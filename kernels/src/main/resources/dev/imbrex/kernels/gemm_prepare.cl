// What stands around a matrix product: its right operand in panels, its picture with a border of zeros, and the
// sum of the partial products of a split one.
//
// grid            gemm_pack: two dimensions, rows k rounded up to WORK_GROUP by groups * panels
//                 gemm_pad: one dimension, padded rows, lines_per_item of them a work-item; for CPUs, as tiles in
//                 registers are, so that neighbours need not read neighbours
//                 gemm_sum: one dimension, elements rounded up to WORK_GROUP
// parameters      PANEL       columns of a panel
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           gemm_pack: panel p of group g holds b[k][p * PANEL + j] at ((g * panels + p) * k_total + k) * PANEL
//                 + j; it is read at start + g * s_group + k / inner * s_outer + k % inner * s_inner + column * s_column
//                 gemm_pad: a padded row holds `before` zeros, the row, and zeros
//                 gemm_sum: element i of part p is at p * n + i
// assumptions     less than 2^31 elements on either side; offsets count elements
// edge            work-items outside return at once; columns behind n are zero

#ifndef PANEL
#error "PANEL is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

// The widest vector of which a panel's row consists.
#if PANEL % 16 == 0
#define PIECE 16
#elif PANEL % 8 == 0
#define PIECE 8
#elif PANEL % 4 == 0
#define PIECE 4
#else
#define PIECE 1
#endif

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void gemm_pack(__global float* packed, const ulong packed_offset, __global const float* b,
                        const ulong b_offset, const int start, const int k_total, const int n, const int inner, const int s_outer,
                        const int s_inner, const int s_column, const int s_group, const int panels) {
  const int k = (int)get_global_id(0);
  if (k >= k_total) {
    return;
  }
  const int panel = (int)get_global_id(1) % panels;
  const int group = (int)get_global_id(1) / panels;
  const int first = panel * PANEL;
  __global const float* from =
      b + (b_offset + start + group * s_group + k / inner * s_outer + k % inner * s_inner + first * s_column);
  __global float* to = packed + (packed_offset + ((ulong)get_global_id(1) * k_total + k) * PANEL);
  const int columns = min(PANEL, n - first);
  if (s_column == 1 && columns == PANEL) {
    UNROLL for (int j = 0; j < PANEL; j += PIECE) {
      VECTOR_STORE(PIECE, VECTOR_LOAD(PIECE, from + j), to + j);
    }
  } else {
    for (int j = 0; j < columns; j++) {
      to[j] = from[j * s_column];
    }
    for (int j = columns; j < PANEL; j++) {
      to[j] = 0.0f;
    }
  }
}

// The pictures [n, rows, row] with zeros around them: [n, padded_rows, padded_row].
__attribute__((reqd_work_group_size(1, 1, 1)))
__kernel void gemm_pad(__global float* padded, const ulong padded_offset, __global const float* x,
                       const ulong x_offset, const int lines, const int rows, const int row, const int padded_rows,
                       const int padded_row, const int top, const int before, const int lines_per_item) {
  const int begin = (int)get_global_id(0) * lines_per_item;
  const int end = min(lines, begin + lines_per_item);
  for (int line = begin; line < end; line++) {
    const int h = line % padded_rows - top;
    __global float* to = padded + (padded_offset + (ulong)line * padded_row);
    const bool inside = (uint)h < (uint)rows;
    __global const float* from = x + (x_offset + (ulong)(line / padded_rows * rows + (inside ? h : 0)) * row);
    const int first = inside ? before : padded_row;
    const int last = inside ? before + row : padded_row;
    for (int e = 0; e < first; e++) {
      to[e] = 0.0f;
    }
    for (int e = first; e < last; e++) {
      to[e] = from[e - first];
    }
    for (int e = last; e < padded_row; e++) {
      to[e] = 0.0f;
    }
  }
}

// y[i] = sum over p of parts[p * n + i], in ascending order.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void gemm_sum(__global float* y, const ulong y_offset, __global const float* parts,
                       const ulong parts_offset, const int n, const int count) {
  const int i = (int)get_global_id(0);
  if (i >= n) {
    return;
  }
  float sum = 0.0f;
  for (int p = 0; p < count; p++) {
    sum += parts[parts_offset + (ulong)p * n + i];
  }
  y[y_offset + i] = sum;
}
