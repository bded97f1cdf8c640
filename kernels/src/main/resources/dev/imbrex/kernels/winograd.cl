// Winograd's minimal filtering F(2x2, 3x3): what stands around 16 matrix products that take the place of a
// convolution by filters of 3 x 3 taps, or of its gradients (A. Lavin and S. Gray, Fast Algorithms for Convolutional
// Neural Networks, 2015). Results are cut into tiles of 2 x 2 pixels, each of which sees a patch of 4 x 4:
//
//   Y = A' [(G g G') * (B' d B)] A        dg = G' [(B' d B) * (A dY A')] G
//
// with * element by element of the 4 x 4, and a matrix product over channels, or over tiles, for each of the 16.
//
// grid            one dimension, rounded up to whole groups of WORK_GROUP: a work-item per VECTOR columns of a panel
//                 and channel (winograd_filter) or tile (winograd_output_gradient), per VECTOR channels of a tile
//                 (winograd_input, winograd_output), per VECTOR output channels of a channel
//                 (winograd_filter_gradient)
// parameters      VECTOR      channels per work-item
//                 PANEL       columns of a panel of a product's right operand
//                 BIAS        1 if bias[channel] is added (output)
//                 KEEP        1 if the sum before the activation is wanted too (output)
//                 ACTIVATE    1 if what stands before this file defines FLOATS activate(FLOATS) (output)
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           element e = 4 i + j of the transforms is e * apart from the first. Left operands and products are
//                 matrices [tile][channel], right operands panels [panel][row][PANEL], partial sums of a filter's
//                 gradient [part][e][share][channel][output channel]. The tiles of one launch are counted from
//                 first, their places in the matrices from 0.
// assumptions     tiles is (across, down, picture rows, columns, channels, length of a matrix row, padding top,
//                 left); VECTOR divides PANEL and the rows of matrices; the multipliers and shifts are for the
//                 divisors that stand with each kernel; all places below 2^31; offsets count elements and need no
//                 alignment; results overlap no input
// edge            pixels outside the picture are zeros, and not stored; so are channels behind the last, which fill
//                 matrices up to whole vectors and panels
// order           parts, and the shares of each, are added in ascending order

#ifndef VECTOR
#error "VECTOR is not set"
#endif
#ifndef PANEL
#error "PANEL is not set"
#endif
#ifndef BIAS
#error "BIAS is not set"
#endif
#ifndef KEEP
#error "KEEP is not set"
#endif
#ifndef ACTIVATE
#error "ACTIVATE is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#define FLOATS VECTOR_OF(float, VECTOR)
#define ACROSS tiles.s0
#define DOWN tiles.s1
#define ROWS tiles.s2
#define COLUMNS tiles.s3
#define CHANNELS tiles.s4
#define LENGTH tiles.s5
#define TOP tiles.s6
#define LEFT tiles.s7

// Splits i by divisor k, which is the extent of what varies faster.
#define SPLIT(rest, index, i, k, extent)                      \
  const uint rest = DIVIDE(i, multipliers.s##k, shifts.s##k); \
  const int index = (int)((i) - rest * (uint)(extent));

// The transforms along one axis of 4, and back.
#define INPUT_4(y, x0, x1, x2, x3) \
  {                                \
    y(0) = x0 - x2;                \
    y(1) = x1 + x2;                \
    y(2) = x2 - x1;                \
    y(3) = x1 - x3;                \
  }
#define FILTER_4(y, x0, x1, x2)             \
  {                                         \
    const FLOATS outer = 0.5f * (x0 + x2);  \
    const FLOATS middle = 0.5f * x1;        \
    y(0) = x0;                              \
    y(1) = outer + middle;                  \
    y(2) = outer - middle;                  \
    y(3) = x2;                              \
  }
#define OUTPUT_2(y, x0, x1, x2, x3) \
  {                                 \
    y(0) = x0 + x1 + x2;            \
    y(1) = x1 - x2 - x3;            \
  }
#define RESULT_4(y, x0, x1) \
  {                         \
    y(0) = x0;              \
    y(1) = x0 + x1;         \
    y(2) = x0 - x1;         \
    y(3) = -x1;             \
  }
#define TAPS_3(y, x0, x1, x2, x3)           \
  {                                         \
    const FLOATS middle = 0.5f * (x1 + x2); \
    y(0) = x0 + middle;                     \
    y(1) = 0.5f * (x1 - x2);                \
    y(2) = middle + x3;                     \
  }

// The first `count` of VECTOR neighbours, and zeros.
inline FLOATS load_first(__global const float* from, const int count) {
  if (count >= VECTOR) {
    return VECTOR_LOAD(VECTOR, from);
  }
  float t[VECTOR];
  for (int j = 0; j < VECTOR; j++) {
    t[j] = j < count ? from[j] : 0.0f;
  }
  return VECTOR_LOAD(VECTOR, t);
}

inline void store_first(const FLOATS value, __global float* to, const int count) {
  if (count >= VECTOR) {
    VECTOR_STORE(VECTOR, value, to);
    return;
  }
  float t[VECTOR];
  VECTOR_STORE(VECTOR, value, t);
  for (int j = 0; j < count; j++) {
    to[j] = t[j];
  }
}

// U = G g G', in panels. filter is (rows, columns of g that there are; rows of U; strides of tap rows, taps, rows,
// columns; start): with strides that run backwards the filter is turned around. Divisors: PANEL / VECTOR, rows of U.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void winograd_filter(__global float* restrict u, const ulong u_offset, __global const float* restrict g,
                              const ulong g_offset, const int8 filter, const uint8 multipliers,
                              const uint8 shifts, const ulong apart, const uint n) {
  const uint i = (uint)get_global_id(0);
  if (i >= n) {
    return;
  }
  SPLIT(line, vector, i, 0, PANEL / VECTOR)
  SPLIT(panel, row, line, 1, filter.s2)
  const int column = (int)panel * PANEL + vector * VECTOR;
  const int count = row < filter.s0 ? filter.s1 - column : 0;
  FLOATS half_way[3][4];
  UNROLL for (int c = 0; c < 3; c++) {
    FLOATS tap[3];
    UNROLL for (int r = 0; r < 3; r++) {
      __global const float* from =
          g + g_offset + (filter.s7 + r * filter.s3 + c * filter.s4 + row * filter.s5 + column * filter.s6);
      if (filter.s6 == 1) {
        tap[r] = load_first(from, count);
      } else {
        float t[VECTOR];
        for (int j = 0; j < VECTOR; j++) {
          t[j] = j < count ? from[j * filter.s6] : 0.0f;
        }
        tap[r] = VECTOR_LOAD(VECTOR, t);
      }
    }
#define HALF_WAY(k) half_way[c][k]
    FILTER_4(HALF_WAY, tap[0], tap[1], tap[2])
#undef HALF_WAY
  }
  __global float* to = u + u_offset + ((ulong)line * PANEL + vector * VECTOR);
  UNROLL for (int r = 0; r < 4; r++) {
    FLOATS row_of_u[4];
#define ROW(k) row_of_u[k]
    FILTER_4(ROW, half_way[0][r], half_way[1][r], half_way[2][r])
#undef ROW
    UNROLL for (int c = 0; c < 4; c++) {
      VECTOR_STORE(VECTOR, row_of_u[c], to + (4 * r + c) * apart);
    }
  }
}

// V = B' d B. Divisors: LENGTH / VECTOR, ACROSS, DOWN.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void winograd_input(__global float* restrict v, const ulong v_offset, __global const float* restrict x,
                             const ulong x_offset, const int8 tiles, const int stride, const uint8 multipliers,
                             const uint8 shifts, const ulong apart, const uint first, const uint n) {
  const uint i = (uint)get_global_id(0);
  if (i >= n) {
    return;
  }
  SPLIT(place, vector, i, 0, LENGTH / VECTOR)
  SPLIT(line, across, first + place, 1, ACROSS)
  SPLIT(picture, down, line, 2, DOWN)
  const int row = 2 * down - TOP;
  const int column = 2 * across - LEFT;
  const int channel = vector * VECTOR;
  const int count = CHANNELS - channel;
  __global const float* from = x + x_offset + (((int)picture * ROWS + row) * COLUMNS + column) * CHANNELS + channel;
  FLOATS d[4][4];
  if (row >= 0 && row + 4 <= ROWS && column >= 0 && column + 4 <= COLUMNS && count >= VECTOR) {
    UNROLL for (int r = 0; r < 4; r++) {
      UNROLL for (int c = 0; c < 4; c++) {
        d[r][c] = VECTOR_LOAD(VECTOR, from + (r * COLUMNS + c) * CHANNELS);
      }
    }
  } else {
    UNROLL for (int r = 0; r < 4; r++) {
      UNROLL for (int c = 0; c < 4; c++) {
        const bool inside = (uint)(row + r) < (uint)ROWS && (uint)(column + c) < (uint)COLUMNS;
        d[r][c] = (FLOATS)(0.0f);
        if (inside) {
          d[r][c] = load_first(from + (r * COLUMNS + c) * CHANNELS, count);
        }
      }
    }
  }
  FLOATS half_way[4][4];
  UNROLL for (int c = 0; c < 4; c++) {
#define HALF_WAY(k) half_way[k][c]
    INPUT_4(HALF_WAY, d[0][c], d[1][c], d[2][c], d[3][c])
#undef HALF_WAY
  }
  __global float* to = v + v_offset + ((ulong)place * (uint)stride + channel);
  UNROLL for (int r = 0; r < 4; r++) {
    FLOATS row_of_v[4];
#define ROW(k) row_of_v[k]
    INPUT_4(ROW, half_way[r][0], half_way[r][1], half_way[r][2], half_way[r][3])
#undef ROW
    UNROLL for (int c = 0; c < 4; c++) {
      VECTOR_STORE(VECTOR, row_of_v[c], to + (4 * r + c) * apart);
    }
  }
}

// Y = A' M A, then bias and activation; in place of the padding tiles has how many channels a pixel of y has in memory.
// Divisors: LENGTH / VECTOR, ACROSS, DOWN.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void winograd_output(__global float* restrict y, const ulong y_offset, __global float* restrict kept,
                              const ulong kept_offset, __global const float* restrict m, const ulong m_offset,
                              __global const float* restrict bias, const ulong bias_offset, const int8 tiles,
                              const int stride, const uint8 multipliers, const uint8 shifts, const ulong apart,
                              const uint first, const uint n) {
  const uint i = (uint)get_global_id(0);
  if (i >= n) {
    return;
  }
  SPLIT(place, vector, i, 0, LENGTH / VECTOR)
  SPLIT(line, across, first + place, 1, ACROSS)
  SPLIT(picture, down, line, 2, DOWN)
  const int channel = vector * VECTOR;
  const int count = CHANNELS - channel;
  __global const float* from = m + m_offset + ((ulong)place * (uint)stride + channel);
  FLOATS half_way[2][4];
  UNROLL for (int c = 0; c < 4; c++) {
    const FLOATS m0 = VECTOR_LOAD(VECTOR, from + c * apart);
    const FLOATS m1 = VECTOR_LOAD(VECTOR, from + (4 + c) * apart);
    const FLOATS m2 = VECTOR_LOAD(VECTOR, from + (8 + c) * apart);
    const FLOATS m3 = VECTOR_LOAD(VECTOR, from + (12 + c) * apart);
#define HALF_WAY(k) half_way[k][c]
    OUTPUT_2(HALF_WAY, m0, m1, m2, m3)
#undef HALF_WAY
  }
#if BIAS
  const FLOATS bias_of_channel = load_first(bias + bias_offset + channel, count);
#endif
  UNROLL for (int r = 0; r < 2; r++) {
    FLOATS row_of_y[2];
#define ROW(k) row_of_y[k]
    OUTPUT_2(ROW, half_way[r][0], half_way[r][1], half_way[r][2], half_way[r][3])
#undef ROW
    const int row = 2 * down + r;
    UNROLL for (int c = 0; c < 2; c++) {
      const int column = 2 * across + c;
      if (row < ROWS && column < COLUMNS) {
        const ulong to = (ulong)((picture * (uint)ROWS + row) * (uint)COLUMNS + column) * (uint)tiles.s6 + channel;
        FLOATS value = row_of_y[c];
#if BIAS
        value += bias_of_channel;
#endif
#if KEEP
        store_first(value, kept + kept_offset + to, count);
#endif
#if ACTIVATE
        value = activate(value);
#endif
        store_first(value, y + y_offset + to, count);
      }
    }
  }
}

// W = A dY A', in panels with a row for each of LENGTH tiles. Divisors: LENGTH, ACROSS, DOWN.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void winograd_output_gradient(__global float* restrict w, const ulong w_offset,
                                       __global const float* restrict dy, const ulong dy_offset,
                                       const int8 tiles, const uint8 multipliers, const uint8 shifts,
                                       const ulong apart, const uint first, const uint n) {
  const uint i = (uint)get_global_id(0);
  if (i >= n) {
    return;
  }
  const uint panel_place = i / (PANEL / VECTOR);
  SPLIT(panel, place, panel_place, 0, LENGTH)
  SPLIT(line, across, first + place, 1, ACROSS)
  SPLIT(picture, down, line, 2, DOWN)
  const int vector = (int)(i % (PANEL / VECTOR)) * VECTOR;
  const int channel = (int)panel * PANEL + vector;
  const int count = CHANNELS - channel;
  FLOATS half_way[4][2];
  UNROLL for (int c = 0; c < 2; c++) {
    FLOATS result[2];
    const int column = 2 * across + c;
    UNROLL for (int r = 0; r < 2; r++) {
      const int row = 2 * down + r;
      result[r] = (FLOATS)(0.0f);
      if (row < ROWS && column < COLUMNS) {
        const ulong at = (ulong)((picture * (uint)ROWS + row) * (uint)COLUMNS + column) * (uint)CHANNELS + channel;
        result[r] = load_first(dy + dy_offset + at, count);
      }
    }
#define HALF_WAY(k) half_way[k][c]
    RESULT_4(HALF_WAY, result[0], result[1])
#undef HALF_WAY
  }
  __global float* to = w + w_offset + ((ulong)panel_place * PANEL + vector);
  UNROLL for (int r = 0; r < 4; r++) {
    FLOATS row_of_w[4];
#define ROW(k) row_of_w[k]
    RESULT_4(ROW, half_way[r][0], half_way[r][1])
#undef ROW
    UNROLL for (int c = 0; c < 4; c++) {
      VECTOR_STORE(VECTOR, row_of_w[c], to + (4 * r + c) * apart);
    }
  }
}

// dg = G' S G of the sum S of all parts. filter is (channels, output channels; channels, output channels in the
// matrices; parts, shares of a part). Divisor: vectors of output channels.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void winograd_filter_gradient(__global float* restrict dg, const ulong dg_offset,
                                       __global const float* restrict s, const ulong s_offset, const int8 filter,
                                       const uint8 multipliers, const uint8 shifts, const uint n) {
  const uint i = (uint)get_global_id(0);
  if (i >= n) {
    return;
  }
  SPLIT(row, vector, i, 0, filter.s3 / VECTOR)
  const int column = vector * VECTOR;
  const ulong share = (ulong)(uint)filter.s2 * (uint)filter.s3;
  const ulong element = share * (uint)filter.s5;
  __global const float* from = s + s_offset + ((ulong)row * (uint)filter.s3 + column);
  FLOATS half_way[3][4];
  UNROLL for (int c = 0; c < 4; c++) {
    FLOATS sum[4];
    UNROLL for (int r = 0; r < 4; r++) {
      sum[r] = (FLOATS)(0.0f);
      for (int p = 0; p < filter.s4; p++) {
        for (int q = 0; q < filter.s5; q++) {
          sum[r] += VECTOR_LOAD(VECTOR, from + (16 * p + 4 * r + c) * element + q * share);
        }
      }
    }
#define HALF_WAY(k) half_way[k][c]
    TAPS_3(HALF_WAY, sum[0], sum[1], sum[2], sum[3])
#undef HALF_WAY
  }
  __global float* to = dg + dg_offset + (row * (uint)filter.s1 + column);
  UNROLL for (int r = 0; r < 3; r++) {
    FLOATS row_of_taps[3];
#define ROW(k) row_of_taps[k]
    TAPS_3(ROW, half_way[r][0], half_way[r][1], half_way[r][2], half_way[r][3])
#undef ROW
    UNROLL for (int c = 0; c < 3; c++) {
      store_first(row_of_taps[c], to + (ulong)(3 * r + c) * (uint)(filter.s0 * filter.s1), filter.s1 - column);
    }
  }
}
