// Winograd's minimal filtering F(2x2, 3x3) and F(4x4, 3x3): what stands around the matrix products that take the place
// of a convolution by filters of 3 x 3 taps, or of its gradients (A. Lavin and S. Gray, Fast Algorithms for
// Convolutional Neural Networks, arXiv 1509.09308, 2015). Results are cut into tiles of TILE x TILE pixels, each of
// which sees a patch with an EDGE of TILE + 2:
//
//   Y = A' [(G g G') * (B' d B)] A        dg = G' [(B' d B) * (A dY A')] G
//
// with * element by element of the EDGE x EDGE, and a matrix product over channels, or over tiles, for each of them.
//
// grid            one dimension, rounded up to whole groups of WORK_GROUP: a work-item per VECTOR columns of a panel
//                 and channel (winograd_filter) or tile (winograd_output_gradient), per VECTOR channels of a tile
//                 (winograd_input, winograd_output), per VECTOR output channels of a channel
//                 (winograd_filter_gradient)
// parameters      TILE        rows and columns of a tile of results
//                 VECTOR      channels per work-item
//                 PANEL       columns of a panel of a product's right operand
//                 BIAS        1 if bias[channel] is added (output)
//                 KEEP        1 if the sum before the activation is wanted too (output)
//                 ACTIVATE    1 if what stands before this file defines FLOATS activate(FLOATS) (output)
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           element e = EDGE i + j of the transforms is e * apart from the first. Left operands and products are
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

#ifndef TILE
#error "TILE is not set"
#endif
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

#define EDGE (TILE + 2)
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

// The transforms along one axis, y(k) of x[k]: B' of EDGE pixels, G of 3 taps, A' of EDGE products, A of TILE results,
// G' of EDGE sums.
#if TILE == 2
#define INPUT(y, x)     \
  {                     \
    y(0) = x[0] - x[2]; \
    y(1) = x[1] + x[2]; \
    y(2) = x[2] - x[1]; \
    y(3) = x[1] - x[3]; \
  }
#define FILTER(y, x)                           \
  {                                            \
    const FLOATS outer = 0.5f * (x[0] + x[2]); \
    const FLOATS middle = 0.5f * x[1];         \
    y(0) = x[0];                               \
    y(1) = outer + middle;                     \
    y(2) = outer - middle;                     \
    y(3) = x[2];                               \
  }
#define OUTPUT(y, x)           \
  {                            \
    y(0) = x[0] + x[1] + x[2]; \
    y(1) = x[1] - x[2] - x[3]; \
  }
#define RESULT(y, x)    \
  {                     \
    y(0) = x[0];        \
    y(1) = x[0] + x[1]; \
    y(2) = x[0] - x[1]; \
    y(3) = -x[1];       \
  }
#define TAPS(y, x)                              \
  {                                             \
    const FLOATS middle = 0.5f * (x[1] + x[2]); \
    y(0) = x[0] + middle;                       \
    y(1) = 0.5f * (x[1] - x[2]);                \
    y(2) = middle + x[3];                       \
  }
#else
// At the points 0, P, -P, Q, -Q and infinity. Lavin and Gray have 1 and 2, which make rounder matrices, but more than
// twice the errors; on how they depend on the points see B. Barabasz et al., Error Analysis and Improving the Accuracy of
// Winograd Convolution for Deep Neural Networks, arXiv 1803.10986, 2018. 5/8 and 3/2 are those of oneDNN. They and their
// products in B' and A' are exact; constants in G are rounded once.
#define P 0.625f
#define Q 1.5f
#define PP (P * P)
#define QQ (Q * Q)
// What the polynomials of B' take at 0, and at P and Q divided by P and Q.
#define AT_0 (PP * QQ)
#define AT_P (2.0f * P * (PP - QQ))
#define AT_Q (2.0f * Q * (QQ - PP))
#define INPUT(y, x)                                    \
  {                                                    \
    const FLOATS even_p = x[4] - QQ * x[2];            \
    const FLOATS even_q = x[4] - PP * x[2];            \
    const FLOATS odd_p = P * (x[3] - QQ * x[1]);       \
    const FLOATS odd_q = Q * (x[3] - PP * x[1]);       \
    y(0) = (PP * QQ) * x[0] - (PP + QQ) * x[2] + x[4]; \
    y(1) = even_p + odd_p;                             \
    y(2) = even_p - odd_p;                             \
    y(3) = even_q + odd_q;                             \
    y(4) = even_q - odd_q;                             \
    y(5) = (PP * QQ) * x[1] - (PP + QQ) * x[3] + x[5]; \
  }
#define FILTER(y, x)                                                      \
  {                                                                       \
    const FLOATS even_p = (1.0f / (P * AT_P)) * x[0] + (P / AT_P) * x[2]; \
    const FLOATS even_q = (1.0f / (Q * AT_Q)) * x[0] + (Q / AT_Q) * x[2]; \
    const FLOATS odd_p = (1.0f / AT_P) * x[1];                            \
    const FLOATS odd_q = (1.0f / AT_Q) * x[1];                            \
    y(0) = (1.0f / AT_0) * x[0];                                          \
    y(1) = even_p + odd_p;                                                \
    y(2) = even_p - odd_p;                                                \
    y(3) = even_q + odd_q;                                                \
    y(4) = even_q - odd_q;                                                \
    y(5) = x[2];                                                          \
  }
#define OUTPUT(y, x)                         \
  {                                          \
    const FLOATS sum_p = x[1] + x[2];        \
    const FLOATS sum_q = x[3] + x[4];        \
    const FLOATS rest_p = P * (x[1] - x[2]); \
    const FLOATS rest_q = Q * (x[3] - x[4]); \
    y(0) = x[0] + sum_p + sum_q;             \
    y(1) = rest_p + rest_q;                  \
    y(2) = PP * sum_p + QQ * sum_q;          \
    y(3) = PP * rest_p + QQ * rest_q + x[5]; \
  }
#define RESULT(y, x)                             \
  {                                              \
    const FLOATS even_p = x[0] + PP * x[2];      \
    const FLOATS even_q = x[0] + QQ * x[2];      \
    const FLOATS odd_p = P * (x[1] + PP * x[3]); \
    const FLOATS odd_q = Q * (x[1] + QQ * x[3]); \
    y(0) = x[0];                                 \
    y(1) = even_p + odd_p;                       \
    y(2) = even_p - odd_p;                       \
    y(3) = even_q + odd_q;                       \
    y(4) = even_q - odd_q;                       \
    y(5) = x[3];                                 \
  }
#define TAPS(y, x)                                                                           \
  {                                                                                          \
    const FLOATS sum_p = x[1] + x[2];                                                        \
    const FLOATS sum_q = x[3] + x[4];                                                        \
    y(0) = (1.0f / AT_0) * x[0] + (1.0f / (P * AT_P)) * sum_p + (1.0f / (Q * AT_Q)) * sum_q; \
    y(1) = (1.0f / AT_P) * (x[1] - x[2]) + (1.0f / AT_Q) * (x[3] - x[4]);                    \
    y(2) = (P / AT_P) * sum_p + (Q / AT_Q) * sum_q + x[5];                                   \
  }
#endif

DEFINE_LOAD_FIRST(VECTOR)
DEFINE_STORE_FIRST(VECTOR)

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
  FLOATS half_way[3][EDGE];
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
    FILTER(HALF_WAY, tap)
#undef HALF_WAY
  }
  __global float* to = u + u_offset + ((ulong)line * PANEL + vector * VECTOR);
  UNROLL for (int r = 0; r < EDGE; r++) {
    const FLOATS column[3] = {half_way[0][r], half_way[1][r], half_way[2][r]};
    FLOATS row_of_u[EDGE];
#define ROW(k) row_of_u[k]
    FILTER(ROW, column)
#undef ROW
    UNROLL for (int c = 0; c < EDGE; c++) {
      VECTOR_STORE(VECTOR, row_of_u[c], to + (EDGE * r + c) * apart);
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
  const int row = TILE * down - TOP;
  const int column = TILE * across - LEFT;
  const int channel = vector * VECTOR;
  const int count = CHANNELS - channel;
  __global const float* from = x + x_offset + (((int)picture * ROWS + row) * COLUMNS + column) * CHANNELS + channel;
  const bool whole = row >= 0 && row + EDGE <= ROWS && column >= 0 && column + EDGE <= COLUMNS && count >= VECTOR;
  FLOATS half_way[EDGE][EDGE];
  UNROLL for (int c = 0; c < EDGE; c++) {
    FLOATS d[EDGE];
    if (whole) {
      UNROLL for (int r = 0; r < EDGE; r++) {
        d[r] = VECTOR_LOAD(VECTOR, from + (r * COLUMNS + c) * CHANNELS);
      }
    } else {
      UNROLL for (int r = 0; r < EDGE; r++) {
        const bool inside = (uint)(row + r) < (uint)ROWS && (uint)(column + c) < (uint)COLUMNS;
        d[r] = (FLOATS)(0.0f);
        if (inside) {
          d[r] = load_first(from + (r * COLUMNS + c) * CHANNELS, count);
        }
      }
    }
#define HALF_WAY(k) half_way[k][c]
    INPUT(HALF_WAY, d)
#undef HALF_WAY
  }
  __global float* to = v + v_offset + ((ulong)place * (uint)stride + channel);
  UNROLL for (int r = 0; r < EDGE; r++) {
    FLOATS row_of_v[EDGE];
#define ROW(k) row_of_v[k]
    INPUT(ROW, half_way[r])
#undef ROW
    UNROLL for (int c = 0; c < EDGE; c++) {
      VECTOR_STORE(VECTOR, row_of_v[c], to + (EDGE * r + c) * apart);
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
  FLOATS half_way[TILE][EDGE];
  UNROLL for (int c = 0; c < EDGE; c++) {
    FLOATS product[EDGE];
    UNROLL for (int r = 0; r < EDGE; r++) {
      product[r] = VECTOR_LOAD(VECTOR, from + (EDGE * r + c) * apart);
    }
#define HALF_WAY(k) half_way[k][c]
    OUTPUT(HALF_WAY, product)
#undef HALF_WAY
  }
#if BIAS
  const FLOATS bias_of_channel = load_first(bias + bias_offset + channel, count);
#endif
  UNROLL for (int r = 0; r < TILE; r++) {
    FLOATS row_of_y[TILE];
#define ROW(k) row_of_y[k]
    OUTPUT(ROW, half_way[r])
#undef ROW
    const int row = TILE * down + r;
    UNROLL for (int c = 0; c < TILE; c++) {
      const int column = TILE * across + c;
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
  FLOATS half_way[EDGE][TILE];
  UNROLL for (int c = 0; c < TILE; c++) {
    FLOATS result[TILE];
    const int column = TILE * across + c;
    UNROLL for (int r = 0; r < TILE; r++) {
      const int row = TILE * down + r;
      result[r] = (FLOATS)(0.0f);
      if (row < ROWS && column < COLUMNS) {
        const ulong at = (ulong)((picture * (uint)ROWS + row) * (uint)COLUMNS + column) * (uint)CHANNELS + channel;
        result[r] = load_first(dy + dy_offset + at, count);
      }
    }
#define HALF_WAY(k) half_way[k][c]
    RESULT(HALF_WAY, result)
#undef HALF_WAY
  }
  __global float* to = w + w_offset + ((ulong)panel_place * PANEL + vector);
  UNROLL for (int r = 0; r < EDGE; r++) {
    FLOATS row_of_w[EDGE];
#define ROW(k) row_of_w[k]
    RESULT(ROW, half_way[r])
#undef ROW
    UNROLL for (int c = 0; c < EDGE; c++) {
      VECTOR_STORE(VECTOR, row_of_w[c], to + (EDGE * r + c) * apart);
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
  FLOATS half_way[3][EDGE];
  UNROLL for (int c = 0; c < EDGE; c++) {
    FLOATS sum[EDGE];
    UNROLL for (int r = 0; r < EDGE; r++) {
      sum[r] = (FLOATS)(0.0f);
      for (int p = 0; p < filter.s4; p++) {
        for (int q = 0; q < filter.s5; q++) {
          sum[r] += VECTOR_LOAD(VECTOR, from + (EDGE * EDGE * p + EDGE * r + c) * element + q * share);
        }
      }
    }
#define HALF_WAY(k) half_way[k][c]
    TAPS(HALF_WAY, sum)
#undef HALF_WAY
  }
  __global float* to = dg + dg_offset + (row * (uint)filter.s1 + column);
  UNROLL for (int r = 0; r < 3; r++) {
    FLOATS row_of_taps[3];
#define ROW(k) row_of_taps[k]
    TAPS(ROW, half_way[r])
#undef ROW
    UNROLL for (int c = 0; c < 3; c++) {
      store_first(row_of_taps[c], to + (ulong)(3 * r + c) * (uint)(filter.s0 * filter.s1), filter.s1 - column);
    }
  }
}
