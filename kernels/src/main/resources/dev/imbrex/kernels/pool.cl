// Maximum and average over windows of pictures [N, H, W, C], and their gradients. Gradients are gathered: each
// pixel looks at the windows that see it, so nothing is added to memory by two work-items.
//
// grid            one dimension: a work-item per VECTOR channels of a pixel that is written, rounded up to
//                 whole groups of WORK_GROUP
// parameters      VECTOR      channels per work-item
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           work-item i writes the vector i of the result, channels first, then columns, rows and
//                 pictures: neighbours read and write neighbouring channels
// assumptions     window is (kernel h, w, strides h, w, dilation h, w, padding top, left); sizes is (C / VECTOR,
//                 width and height of the pictures that are written, then of those that are read), and what
//                 divides by the first three of them, and in gradients by the strides w and h, is in multipliers
//                 and shifts; all places below 2^31; offsets count elements and need no alignment; VECTOR
//                 divides C; results overlap nothing
// edge            pixels outside the picture are left out one by one
// order           rows of a window one after the other, each by itself

#ifndef VECTOR
#error "VECTOR is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#define FLOATS VECTOR_OF(float, VECTOR)
#define INTS VECTOR_OF(int, VECTOR)

#define KERNEL_H window.s0
#define KERNEL_W window.s1
#define STRIDE_H window.s2
#define STRIDE_W window.s3
#define DILATION_H window.s4
#define DILATION_W window.s5
#define TOP window.s6
#define LEFT window.s7

#define PARAMETERS                                                                                       \
  const int8 window, const uint8 sizes, const uint8 multipliers, const uint8 shifts, const uint n

// Where work-item i is: pixel (row, column) of the picture that is written, and where its channels begin in the
// picture that is read.
#define LOCATE                                                                    \
  const uint i = (uint)get_global_id(0);                                          \
  if (i >= n) {                                                                   \
    return;                                                                       \
  }                                                                               \
  const uint pixel = DIVIDE(i, multipliers.s0, shifts.s0);                        \
  const uint line = DIVIDE(pixel, multipliers.s1, shifts.s1);                     \
  const uint picture = DIVIDE(line, multipliers.s2, shifts.s2);                   \
  const int column = (int)(pixel - line * sizes.s1);                              \
  const int row = (int)(line - picture * sizes.s2);                               \
  const int read_w = (int)sizes.s3;                                               \
  const int read_h = (int)sizes.s4;                                               \
  const int channels = (int)sizes.s0 * VECTOR;                                    \
  const uint base = picture * sizes.s3 * sizes.s4 * sizes.s0 * VECTOR + (i - pixel * sizes.s0) * VECTOR;

// The pixels h of the picture that a window sees which begins at `start`.
#define FOR_SEEN(r, h, start, kernel_size, dilation, extent)                      \
  for (int r = 0, h = (start); r < (kernel_size); r++, h += (dilation))           \
    if (h >= 0 && h < (extent))

// The windows from first to last that see a pixel, which is at `at` counted from where the padding begins.
#define FIRST_WINDOW(at, span, stride, multiplier, shift) \
  ((at) < (span) ? 0 : (int)DIVIDE((uint)((at) - (span) + (stride)), multiplier, shift))
#define LAST_WINDOW(at, outputs, multiplier, shift) \
  min((outputs) - 1, (int)DIVIDE((uint)(at), multiplier, shift))

// Which tap is so far from a window's beginning; most windows are dense and need no division.
#define TAP(distance, dilation) ((dilation) == 1 ? (distance) : (distance) / (dilation))

// a / b, rounded to nearest also where the device's division is not.
FLOATS quotient(const FLOATS a, const float b) {
  const FLOATS q = a / b;
#ifdef FP_FAST_FMAF
  const FLOATS rest = fma(-q, (FLOATS)(b), a);
  return isfinite(rest) ? fma(rest, (FLOATS)(1.0f / b), q) : q;
#else
  return q;
#endif
}

// How many places of a window that begins at `start` are in [from, to).
int count(const int start, const int kernel_size, const int dilation, const int from, const int to) {
  if (start >= from && start + (kernel_size - 1) * dilation < to) {
    return kernel_size;
  }
  int inside = 0;
  for (int r = 0, at = start; r < kernel_size; r++, at += dilation) {
    inside += at >= from && at < to ? 1 : 0;
  }
  return inside;
}

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void pool_max(__global float* restrict y, const ulong y_offset, __global int* restrict index,
                       const ulong index_offset, __global const float* restrict x, const ulong x_offset,
                       PARAMETERS) {
  LOCATE
  __global const float* from = x + x_offset + base;
  FLOATS best = (FLOATS)(0.0f);
  INTS place = (INTS)(-1);
  FOR_SEEN(r, h, row * STRIDE_H - TOP, KERNEL_H, DILATION_H, read_h) {
    FOR_SEEN(c, w, column * STRIDE_W - LEFT, KERNEL_W, DILATION_W, read_w) {
      const FLOATS next = VECTOR_LOAD(VECTOR, from + (h * read_w + w) * channels);
      // The first of all, or a greater one, or the first NaN.
      const INTS wins = (((next > best) | isnan(next)) & (best == best)) | (place < 0);
      best = wins ? next : best;
      place = wins ? (INTS)(r * KERNEL_W + c) : place;
    }
  }
  VECTOR_STORE(VECTOR, best, y + y_offset + i * VECTOR);
  VECTOR_STORE(VECTOR, place, index + index_offset + i * VECTOR);
}

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void pool_max_gradient(__global float* restrict dx, const ulong dx_offset,
                                __global const float* restrict dy, const ulong dy_offset,
                                __global const int* restrict index, const ulong index_offset, PARAMETERS) {
  LOCATE
  const int at_h = row + TOP;
  const int at_w = column + LEFT;
  const int span_h = (KERNEL_H - 1) * DILATION_H + 1;
  const int span_w = (KERNEL_W - 1) * DILATION_W + 1;
  const int first_w = FIRST_WINDOW(at_w, span_w, STRIDE_W, multipliers.s3, shifts.s3);
  const int last_w = LAST_WINDOW(at_w, read_w, multipliers.s3, shifts.s3);
  const int last_h = LAST_WINDOW(at_h, read_h, multipliers.s4, shifts.s4);
  FLOATS sum = (FLOATS)(0.0f);
  for (int h = FIRST_WINDOW(at_h, span_h, STRIDE_H, multipliers.s4, shifts.s4); h <= last_h; h++) {
    const int r = TAP(at_h - h * STRIDE_H, DILATION_H);
    if (h * STRIDE_H + r * DILATION_H != at_h) {
      continue;
    }
    for (int w = first_w; w <= last_w; w++) {
      const int c = TAP(at_w - w * STRIDE_W, DILATION_W);
      if (w * STRIDE_W + c * DILATION_W != at_w) {
        continue;
      }
      const uint from = base + (uint)((h * read_w + w) * channels);
      const INTS named = VECTOR_LOAD(VECTOR, index + index_offset + from);
      const FLOATS d = VECTOR_LOAD(VECTOR, dy + dy_offset + from);
      sum += named == (INTS)(r * KERNEL_W + c) ? d : (FLOATS)(0.0f);
    }
  }
  VECTOR_STORE(VECTOR, sum, dx + dx_offset + i * VECTOR);
}

// The divisor counts what is in [-before, picture + after): all 0, or the padding.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void pool_average(__global float* restrict y, const ulong y_offset,
                           __global const float* restrict x, const ulong x_offset, PARAMETERS,
                           const int8 counted) {
  LOCATE
  __global const float* from = x + x_offset + base;
  const int top = row * STRIDE_H - TOP;
  const int left = column * STRIDE_W - LEFT;
  FLOATS sum = (FLOATS)(0.0f);
  FOR_SEEN(r, h, top, KERNEL_H, DILATION_H, read_h) {
    FLOATS row_sum = (FLOATS)(0.0f);
    FOR_SEEN(c, w, left, KERNEL_W, DILATION_W, read_w) {
      row_sum += VECTOR_LOAD(VECTOR, from + (h * read_w + w) * channels);
    }
    sum += row_sum;
  }
  const int count_h = count(top, KERNEL_H, DILATION_H, -counted.s0, read_h + counted.s1);
  const int count_w = count(left, KERNEL_W, DILATION_W, -counted.s2, read_w + counted.s3);
  VECTOR_STORE(VECTOR, quotient(sum, (float)(count_h * count_w)), y + y_offset + i * VECTOR);
}

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void pool_average_gradient(__global float* restrict dx, const ulong dx_offset,
                                    __global const float* restrict dy, const ulong dy_offset, PARAMETERS,
                                    const int8 counted) {
  LOCATE
  const int at_h = row + TOP;
  const int at_w = column + LEFT;
  const int span_h = (KERNEL_H - 1) * DILATION_H + 1;
  const int span_w = (KERNEL_W - 1) * DILATION_W + 1;
  const int first_w = FIRST_WINDOW(at_w, span_w, STRIDE_W, multipliers.s3, shifts.s3);
  const int last_w = LAST_WINDOW(at_w, read_w, multipliers.s3, shifts.s3);
  const int last_h = LAST_WINDOW(at_h, read_h, multipliers.s4, shifts.s4);
  const int end_h = (int)sizes.s2 + counted.s1;
  const int end_w = (int)sizes.s1 + counted.s3;
  FLOATS sum = (FLOATS)(0.0f);
  for (int h = FIRST_WINDOW(at_h, span_h, STRIDE_H, multipliers.s4, shifts.s4); h <= last_h; h++) {
    const int down = at_h - h * STRIDE_H;
    if (TAP(down, DILATION_H) * DILATION_H != down) {
      continue;
    }
    const int count_h = count(h * STRIDE_H - TOP, KERNEL_H, DILATION_H, -counted.s0, end_h);
    FLOATS row_sum = (FLOATS)(0.0f);
    for (int w = first_w; w <= last_w; w++) {
      const int right = at_w - w * STRIDE_W;
      if (TAP(right, DILATION_W) * DILATION_W != right) {
        continue;
      }
      const int count_w = count(w * STRIDE_W - LEFT, KERNEL_W, DILATION_W, -counted.s2, end_w);
      const FLOATS d = VECTOR_LOAD(VECTOR, dy + dy_offset + base + (uint)((h * read_w + w) * channels));
      row_sum += quotient(d, (float)(count_h * count_w));
    }
    sum += row_sum;
  }
  VECTOR_STORE(VECTOR, sum, dx + dx_offset + i * VECTOR);
}
