// Maximum over windows that neither overlap nor leave anything over, and its gradient: the usual pooling by 2 x 2.
// Each pixel belongs to one window, so that a work-item that has a window has its pixels to itself.
//
// grid            one dimension: a work-item per VECTOR channels of a window, rounded up to groups of WORK_GROUP
// parameters      WINDOW_H    rows of a window, which is also its stride
//                 WINDOW_W    columns of a window
//                 VECTOR      channels per work-item
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           work-item i has the vector i of the pooled pictures. In line = i / line_vectors, all pictures
//                 counted through, it is e = i % line_vectors, and the first pixel of its window is at
//                 line * WINDOW_H * row + (e + e / C * C * (WINDOW_W - 1)) in vectors, with C of a pixel.
// assumptions     no padding, no dilation; pictures of WINDOW_H and WINDOW_W times the pooled extents; VECTOR
//                 divides C; all places below 2^31; offsets count elements and need no alignment
// edge            work-items behind the last return at once

#ifndef WINDOW_H
#error "WINDOW_H is not set"
#endif
#ifndef WINDOW_W
#error "WINDOW_W is not set"
#endif
#ifndef VECTOR
#error "VECTOR is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#define FLOATS VECTOR_OF(float, VECTOR)
#define INTS VECTOR_OF(int, VECTOR)

// `sizes` is (vectors of a pixel, of a pooled line); what divides by them is in `multipliers` and `shifts`.
#define LOCATE                                                                                        \
  const uint i = (uint)get_global_id(0);                                                              \
  if (i >= n) {                                                                                       \
    return;                                                                                           \
  }                                                                                                   \
  const uint line = DIVIDE(i, multipliers.s1, shifts.s1);                                             \
  const uint e = i - line * sizes.s1;                                                                 \
  const uint pixel = sizes.s0 * VECTOR;                                                               \
  const uint row = sizes.s1 * VECTOR * WINDOW_W;                                                      \
  const uint first = line * WINDOW_H * row +                                                          \
                     (e + DIVIDE(e, multipliers.s0, shifts.s0) * sizes.s0 * (WINDOW_W - 1)) * VECTOR;

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void pool_disjoint_max(__global float* restrict y, const ulong y_offset, __global int* restrict index,
                                const ulong index_offset, __global const float* restrict x,
                                const ulong x_offset, const uint8 sizes, const uint8 multipliers,
                                const uint8 shifts, const uint n) {
  LOCATE
  x += x_offset + first;
  FLOATS best = VECTOR_LOAD(VECTOR, x);
  INTS place = (INTS)(0);
  UNROLL for (int w = 1; w < WINDOW_H * WINDOW_W; w++) {
    const FLOATS next = VECTOR_LOAD(VECTOR, x + (w / WINDOW_W * row + w % WINDOW_W * pixel));
    // A greater one, or the first NaN: with a NaN in best nothing wins.
    const INTS wins = !(next <= best) & (best == best);
    best = wins ? next : best;
    place = wins ? (INTS)(w) : place;
  }
  VECTOR_STORE(VECTOR, best, y + y_offset + i * VECTOR);
  VECTOR_STORE(VECTOR, place, index + index_offset + i * VECTOR);
}

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void pool_disjoint_max_gradient(__global float* restrict dx, const ulong dx_offset,
                                         __global const float* restrict dy, const ulong dy_offset,
                                         __global const int* restrict index, const ulong index_offset,
                                         const uint8 sizes, const uint8 multipliers, const uint8 shifts,
                                         const uint n) {
  LOCATE
  dx += dx_offset + first;
  const FLOATS d = VECTOR_LOAD(VECTOR, dy + dy_offset + i * VECTOR);
  const INTS named = VECTOR_LOAD(VECTOR, index + index_offset + i * VECTOR);
  UNROLL for (int w = 0; w < WINDOW_H * WINDOW_W; w++) {
    const FLOATS here = named == (INTS)(w) ? d : (FLOATS)(0.0f);
    VECTOR_STORE(VECTOR, here, dx + (w / WINDOW_W * row + w % WINDOW_W * pixel));
  }
}
