// Convolution of pictures [N, H, W, C] with filters [kh, kw, 1, C m], m for each channel: channel c m + j of the
// result comes from channel c. And its gradients.
//
// grid            one dimension: a work-item per VECTOR output channels of TILE neighbouring pixels (forward), per
//                 VECTOR channels of a pixel (input gradient), and per VECTOR output channels of a tap and a part
//                 of the rows (filter gradient); rounded up to whole groups of WORK_GROUP
// parameters      VECTOR      channels per work-item
//                 TILE        pixels of a row per work-item, which share what is read of the filter
//                 BIAS        1 if bias[channel] is added (forward)
//                 KEEP        1 if the sum before the activation is wanted too (forward)
//                 ACTIVATE    1 if what stands before this file defines FLOATS activate(FLOATS) (forward)
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           channels vary fastest, so that neighbours read and write neighbouring channels; then columns,
//                 rows and pictures, or taps and parts
// assumptions     window is (kernel h, w, strides h, w, dilation h, w, padding top, left); sizes is (C, m, H, W,
//                 OH, OW, N); VECTOR divides C and is 1 unless m is 1; multipliers and shifts are for the
//                 divisors that stand with each kernel; all places below 2^31; offsets count elements and need no
//                 alignment; results overlap no input
// edge            pixels outside the picture are left out one by one; the last tile of a row may be cut
// order           taps in row-major order; in the filter's gradient pixels of a row, then rows, then parts, which
//                 depend on the shape alone

#ifndef VECTOR
#error "VECTOR is not set"
#endif
#ifndef TILE
#error "TILE is not set"
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

#define KERNEL_H window.s0
#define KERNEL_W window.s1
#define STRIDE_H window.s2
#define STRIDE_W window.s3
#define DILATION_H window.s4
#define DILATION_W window.s5
#define TOP window.s6
#define LEFT window.s7

#define CHANNELS sizes.s0
#define MULTIPLIER sizes.s1
#define HEIGHT sizes.s2
#define WIDTH sizes.s3
#define OUT_HEIGHT sizes.s4
#define OUT_WIDTH sizes.s5
#define OUT_CHANNELS (CHANNELS * MULTIPLIER)

#define PARAMETERS const int8 window, const int8 sizes, const uint8 multipliers, const uint8 shifts, const uint n

// Splits i by divisor k, which is the extent of what varies faster.
#define SPLIT(rest, index, i, k, extent)                                 \
  const uint rest = DIVIDE(i, multipliers.s##k, shifts.s##k);            \
  const int index = (int)((i) - rest * (uint)(extent));

// y = x convolved with the filter, or with the filter turned around where turned is 1, which for stride 1 is the
// gradient's way back; then bias and activation. Divisors: C m / VECTOR, tiles of a row, OH, m.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void depthwise_forward(__global float* restrict y, const ulong y_offset, __global float* restrict kept,
                                const ulong kept_offset, __global const float* restrict x,
                                const ulong x_offset, __global const float* restrict filter,
                                const ulong filter_offset, __global const float* restrict bias,
                                const ulong bias_offset, PARAMETERS, const int turned) {
  const uint i = (uint)get_global_id(0);
  if (i >= n) {
    return;
  }
  SPLIT(tile_line, vector, i, 0, OUT_CHANNELS / VECTOR)
  SPLIT(line, tile, tile_line, 1, (OUT_WIDTH + TILE - 1) / TILE)
  SPLIT(picture, row, line, 2, OUT_HEIGHT)
  const int channel = vector * VECTOR;
  const int from_channel = (int)DIVIDE((uint)channel, multipliers.s3, shifts.s3);
  const int column = tile * TILE;
  const int top = row * STRIDE_H - TOP;
  const int left = column * STRIDE_W - LEFT;
  __global const float* from = x + x_offset + picture * HEIGHT * WIDTH * CHANNELS + from_channel;
  const int last_tap = turned != 0 ? KERNEL_H * KERNEL_W - 1 : 0;
  const int next_tap = turned != 0 ? -OUT_CHANNELS : OUT_CHANNELS;
  __global const float* taps = filter + filter_offset + last_tap * OUT_CHANNELS + channel;
  FLOATS sum[TILE];
  UNROLL for (int t = 0; t < TILE; t++) {
    sum[t] = (FLOATS)(0.0f);
  }
  for (int r = 0; r < KERNEL_H; r++) {
    const int h = top + r * DILATION_H;
    if (h < 0 || h >= HEIGHT) {
      continue;
    }
    for (int c = 0; c < KERNEL_W; c++) {
      const FLOATS tap = VECTOR_LOAD(VECTOR, taps + (r * KERNEL_W + c) * next_tap);
      UNROLL for (int t = 0; t < TILE; t++) {
        const int w = left + t * STRIDE_W + c * DILATION_W;
        if (w >= 0 && w < WIDTH) {
          CONTRACTED
          const FLOATS value = VECTOR_LOAD(VECTOR, from + (h * WIDTH + w) * CHANNELS);
          sum[t] = MULTIPLY_ADD(value, tap, sum[t]);
        }
      }
    }
  }
  const uint place = (line * OUT_WIDTH + column) * OUT_CHANNELS + channel;
  UNROLL for (int t = 0; t < TILE; t++) {
    if (column + t < OUT_WIDTH) {
      FLOATS value = sum[t];
#if BIAS
      value += VECTOR_LOAD(VECTOR, bias + bias_offset + channel);
#endif
#if KEEP
      VECTOR_STORE(VECTOR, value, kept + kept_offset + place + t * OUT_CHANNELS);
#endif
#if ACTIVATE
      value = activate(value);
#endif
      VECTOR_STORE(VECTOR, value, y + y_offset + place + t * OUT_CHANNELS);
    }
  }
}

// dx = the sum over the taps through which a window sees the pixel. Divisors: C / VECTOR, W, H, strides h and w.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void depthwise_input_gradient(__global float* restrict dx, const ulong dx_offset,
                                       __global const float* restrict dy, const ulong dy_offset,
                                       __global const float* restrict filter, const ulong filter_offset,
                                       PARAMETERS) {
  const uint i = (uint)get_global_id(0);
  if (i >= n) {
    return;
  }
  SPLIT(pixel, vector, i, 0, CHANNELS / VECTOR)
  SPLIT(line, column, pixel, 1, WIDTH)
  SPLIT(picture, row, line, 2, HEIGHT)
  const int channel = vector * VECTOR * MULTIPLIER;
  __global const float* from = dy + dy_offset + picture * OUT_HEIGHT * OUT_WIDTH * OUT_CHANNELS + channel;
  __global const float* taps = filter + filter_offset + channel;
  FLOATS sum = (FLOATS)(0.0f);
  for (int r = 0; r < KERNEL_H; r++) {
    const int at_h = row + TOP - r * DILATION_H;
    const int h = at_h < 0 ? 0 : (int)DIVIDE((uint)at_h, multipliers.s3, shifts.s3);
    if (h * STRIDE_H != at_h || h >= OUT_HEIGHT) {
      continue;
    }
    for (int c = 0; c < KERNEL_W; c++) {
      const int at_w = column + LEFT - c * DILATION_W;
      const int w = at_w < 0 ? 0 : (int)DIVIDE((uint)at_w, multipliers.s4, shifts.s4);
      if (w * STRIDE_W != at_w || w >= OUT_WIDTH) {
        continue;
      }
      const int place = (h * OUT_WIDTH + w) * OUT_CHANNELS;
      const int tap = (r * KERNEL_W + c) * OUT_CHANNELS;
      for (int j = 0; j < MULTIPLIER; j++) {
        CONTRACTED
        const FLOATS d = VECTOR_LOAD(VECTOR, from + place + j);
        sum = MULTIPLY_ADD(d, VECTOR_LOAD(VECTOR, taps + tap + j), sum);
      }
    }
  }
  VECTOR_STORE(VECTOR, sum, dx + dx_offset + i * VECTOR);
}

// df of each part of the rows of all pictures: [parts, kh, kw, C m]. Part p has the rows from p * height on.
// Divisors: C m / VECTOR, kernel w, kernel h, m, OH.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void depthwise_filter_gradient(__global float* restrict df, const ulong df_offset,
                                        __global const float* restrict x, const ulong x_offset,
                                        __global const float* restrict dy, const ulong dy_offset, PARAMETERS,
                                        const uint height) {
  const uint i = (uint)get_global_id(0);
  if (i >= n) {
    return;
  }
  SPLIT(tap_line, vector, i, 0, OUT_CHANNELS / VECTOR)
  SPLIT(tap_row, c, tap_line, 1, KERNEL_W)
  SPLIT(part, r, tap_row, 2, KERNEL_H)
  const int channel = vector * VECTOR;
  const int from_channel = (int)DIVIDE((uint)channel, multipliers.s3, shifts.s3);
  const uint first = part * height;
  const uint end = min(first + height, (uint)(sizes.s6 * OUT_HEIGHT));
  uint picture = DIVIDE(first, multipliers.s4, shifts.s4);
  int row = (int)(first - picture * OUT_HEIGHT);
  FLOATS sum = (FLOATS)(0.0f);
  for (uint line = first; line < end; line++) {
    const int h = row * STRIDE_H - TOP + r * DILATION_H;
    if (h >= 0 && h < HEIGHT) {
      __global const float* from = x + x_offset + (picture * HEIGHT + h) * WIDTH * CHANNELS + from_channel;
      __global const float* with = dy + dy_offset + line * OUT_WIDTH * OUT_CHANNELS + channel;
      FLOATS row_sum = (FLOATS)(0.0f);
      for (int o = 0, w = c * DILATION_W - LEFT; o < OUT_WIDTH; o++, w += STRIDE_W) {
        if (w >= 0 && w < WIDTH) {
          CONTRACTED
          const FLOATS value = VECTOR_LOAD(VECTOR, from + w * CHANNELS);
          row_sum = MULTIPLY_ADD(value, VECTOR_LOAD(VECTOR, with + o * OUT_CHANNELS), row_sum);
        }
      }
      sum += row_sum;
    }
    row++;
    if (row == OUT_HEIGHT) {
      row = 0;
      picture++;
    }
  }
  VECTOR_STORE(VECTOR, sum, df + df_offset + i * VECTOR);
}
