// Winograd's minimal filtering F(2x2, 3x3) (see winograd.cl) in one pass for processors with caches: what a work-item
// transforms, it multiplies and transforms back while it is still near. For CPUs; the filters are transformed before.
//
// grid            winograd_fused_f32: one dimension, a work-item per tiles_per_item tiles of 2 x 2 results, in chunks
//                 that fit its cache
//                 winograd_fused_sums_f32: panels by parts, a work-item per panel of output channels and part of
//                 tiles_per_item tiles, in such chunks
// parameters      MR        tiles multiplied at a time; channels of sums at a time
//                 VEC, NV   floats per vector, and vectors per row of a panel
//                 BIAS      1 if bias[channel] is added
//                 KEEP      1 if the sum before the activation is wanted too
//                 ACTIVATE  1 if what stands before this file defines V activate(V)
// local memory    none, and no barrier
// index           A work-item has scratch of its own: the transformed patches of a chunk, element e = 4 i + j of tile t
//                 at e * patches_apart + t * stride, and behind them its products with one panel, or transformed
//                 gradients, at e * (chunk * VEC * NV + VEC) + t * VEC * NV. Element e of the filters is
//                 e * filters_apart from the first, in panels [panel][channel][VEC * NV]; sums are
//                 [part][e][channel][panel][VEC * NV]. Pixels of y, whose channels may be some of a wider one, are
//                 pixel apart.
// assumptions     picture is (tiles across, down, rows, columns, channels, stride, padding top, left), result is (tiles,
//                 rows, columns, channels, panels, chunk, tiles_per_item, channels of the filters' panels or sums);
//                 MR divides chunk, or the channels of sums; stride and these channels are channels rounded up to
//                 whole vectors, or more; tensors have less than 2^31 elements; offsets count elements and need no
//                 alignment
// edge            pixels outside the picture are zeros, and not stored; so are channels behind the last. Tiles behind
//                 the last of a chunk, and channels behind the last of sums, are multiplied as they happen to be, and
//                 not looked at.
// order           every product sums over channels in ascending order, as with winograd.cl; every sum over the tiles of
//                 a part

#ifndef MR
#error "MR is not set"
#endif
#ifndef VEC
#error "VEC is not set"
#endif
#ifndef NV
#error "NV is not set"
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

#define V VECTOR_OF(float, VEC)
#define NR (VEC * NV)
#define ELEMENTS 16

// The transforms along one axis of a patch, and back.
#define PATCH_4(y, x0, x1, x2, x3) \
  {                                \
    y(0) = x0 - x2;                \
    y(1) = x1 + x2;                \
    y(2) = x2 - x1;                \
    y(3) = x1 - x3;                \
  }
#define RESULT_2(y, x0, x1, x2, x3) \
  {                                 \
    y(0) = x0 + x1 + x2;            \
    y(1) = x1 - x2 - x3;            \
  }

#define PIXELS_4(y, x0, x1) \
  {                         \
    y(0) = x0;              \
    y(1) = x0 + x1;         \
    y(2) = x0 - x1;         \
    y(3) = -x1;             \
  }

DEFINE_LOAD_FIRST(VEC)
DEFINE_STORE_FIRST(VEC)

// Goes on to the next tile (i, j) of picture p.
#define NEXT_TILE      \
  {                    \
    i++;               \
    if (i == across) { \
      i = 0;           \
      j++;             \
      if (j == down) { \
        j = 0;         \
        p++;           \
      }                \
    }                  \
  }

// B' d B of the patch whose first pixel is (row, column) of the picture at x, all channels.
inline void transform_patch(__global float* to, const ulong patches_apart, __global const float* x, const int row,
                            const int column, const int8 picture) {
  const int rows = picture.s2;
  const int columns = picture.s3;
  const int channels = picture.s4;
  __global const float* from = x + (row * columns + column) * channels;
  const bool inside = row >= 0 && row + 4 <= rows && column >= 0 && column + 4 <= columns;
  for (int channel = 0; channel < channels; channel += VEC) {
    V d[4][4];
    if (inside && channel + VEC <= channels) {
      UNROLL for (int r = 0; r < 4; r++) {
        UNROLL for (int c = 0; c < 4; c++) {
          d[r][c] = VECTOR_LOAD(VEC, from + (r * columns + c) * channels + channel);
        }
      }
    } else {
      UNROLL for (int r = 0; r < 4; r++) {
        UNROLL for (int c = 0; c < 4; c++) {
          d[r][c] = (V)(0.0f);
          if ((uint)(row + r) < (uint)rows && (uint)(column + c) < (uint)columns) {
            d[r][c] = load_first(from + (r * columns + c) * channels + channel, channels - channel);
          }
        }
      }
    }
    V half_way[4][4];
    UNROLL for (int c = 0; c < 4; c++) {
#define HALF_WAY(k) half_way[k][c]
      PATCH_4(HALF_WAY, d[0][c], d[1][c], d[2][c], d[3][c])
#undef HALF_WAY
    }
    UNROLL for (int r = 0; r < 4; r++) {
      V row_of_v[4];
#define ROW(k) row_of_v[k]
      PATCH_4(ROW, half_way[r][0], half_way[r][1], half_way[r][2], half_way[r][3])
#undef ROW
      UNROLL for (int c = 0; c < 4; c++) {
        VECTOR_STORE(VEC, row_of_v[c], to + (4 * r + c) * patches_apart + channel);
      }
    }
  }
}

// MR rows of the product of patches and one panel of filters.
inline void multiply(__global float* to, __global const float* v, const int stride, __global const float* u,
                     const int channels) {
  CONTRACTED
  V sum[MR][NV];
  UNROLL for (int r = 0; r < MR; r++) {
    UNROLL for (int n = 0; n < NV; n++) {
      sum[r][n] = (V)(0.0f);
    }
  }
  for (int k = 0; k < channels; k++) {
    V row_of_u[NV];
    UNROLL for (int n = 0; n < NV; n++) {
      row_of_u[n] = VECTOR_LOAD(VEC, u + k * NR + n * VEC);
    }
    UNROLL for (int r = 0; r < MR; r++) {
      const V x = (V)(v[r * stride + k]);
      UNROLL for (int n = 0; n < NV; n++) {
        sum[r][n] = MULTIPLY_ADD(x, row_of_u[n], sum[r][n]);
      }
    }
  }
  UNROLL for (int r = 0; r < MR; r++) {
    UNROLL for (int n = 0; n < NV; n++) {
      VECTOR_STORE(VEC, sum[r][n], to + r * NR + n * VEC);
    }
  }
}

// A dY A' of a tile, one panel of channels.
inline void transform_result(__global float* to, const ulong results_apart, __global const float* dy, const int row,
                             const int column, const int first_channel, const int8 result) {
  const int rows = result.s1;
  const int columns = result.s2;
  const int channels = result.s3;
  for (int vector = 0; vector < NV; vector++) {
    const int channel = first_channel + vector * VEC;
    V half_way[4][2];
    UNROLL for (int c = 0; c < 2; c++) {
      V pixel[2];
      UNROLL for (int r = 0; r < 2; r++) {
        pixel[r] = (V)(0.0f);
        if (row + r < rows && column + c < columns) {
          pixel[r] = load_first(dy + ((row + r) * columns + column + c) * channels + channel, channels - channel);
        }
      }
#define HALF_WAY(k) half_way[k][c]
      PIXELS_4(HALF_WAY, pixel[0], pixel[1])
#undef HALF_WAY
    }
    UNROLL for (int r = 0; r < 4; r++) {
      V row_of_w[4];
#define ROW(k) row_of_w[k]
      PIXELS_4(ROW, half_way[r][0], half_way[r][1])
#undef ROW
      UNROLL for (int c = 0; c < 4; c++) {
        VECTOR_STORE(VEC, row_of_w[c], to + (4 * r + c) * results_apart + vector * VEC);
      }
    }
  }
}

// Adds to MR rows of sums what so many tiles contribute.
inline void accumulate(__global float* sums, const int sums_apart, const bool none_yet, __global const float* v,
                       const int stride, __global const float* w, const int tiles) {
  CONTRACTED
  V sum[MR][NV];
  UNROLL for (int r = 0; r < MR; r++) {
    UNROLL for (int n = 0; n < NV; n++) {
      sum[r][n] = (V)(0.0f);
      if (!none_yet) {
        sum[r][n] = VECTOR_LOAD(VEC, sums + r * sums_apart + n * VEC);
      }
    }
  }
  for (int t = 0; t < tiles; t++) {
    V row_of_w[NV];
    UNROLL for (int n = 0; n < NV; n++) {
      row_of_w[n] = VECTOR_LOAD(VEC, w + t * NR + n * VEC);
    }
    UNROLL for (int r = 0; r < MR; r++) {
      const V x = (V)(v[t * stride + r]);
      UNROLL for (int n = 0; n < NV; n++) {
        sum[r][n] = MULTIPLY_ADD(x, row_of_w[n], sum[r][n]);
      }
    }
  }
  UNROLL for (int r = 0; r < MR; r++) {
    UNROLL for (int n = 0; n < NV; n++) {
      VECTOR_STORE(VEC, sum[r][n], sums + r * sums_apart + n * VEC);
    }
  }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
__kernel void winograd_fused_f32(__global float* restrict y, const ulong y_offset, __global float* restrict kept,
                                 const ulong kept_offset, __global const float* restrict x, const ulong x_offset,
                                 __global const float* restrict u, const ulong u_offset,
                                 __global const float* restrict bias, const ulong bias_offset,
                                 __global float* restrict scratch, const ulong scratch_offset, const int8 picture,
                                 const int8 result, const ulong filters_apart, const ulong patches_apart,
                                 const ulong scratch_apart, const uint pixel) {
  const int across = picture.s0;
  const int down = picture.s1;
  const int channels = picture.s4;
  const int stride = picture.s5;
  const int tiles = result.s0;
  const int rows = result.s1;
  const int columns = result.s2;
  const int n = result.s3;
  const int panels = result.s4;
  const int chunk = result.s5;
  const int products_apart = chunk * NR + VEC;  // else elements could crowd the same cache sets
  const int begin = (int)get_global_id(0) * result.s6;
  const int end = min(tiles, begin + result.s6);
  __global float* v = scratch + (scratch_offset + get_global_id(0) * scratch_apart);
  __global float* products = v + ELEMENTS * patches_apart;
  x += x_offset;
  u += u_offset;

  for (int first = begin; first < end; first += chunk) {
    const int count = min(chunk, end - first);
    int i = first % across;
    int j = first / across % down;
    int p = first / across / down;
    const int first_i = i;
    const int first_j = j;
    const int first_p = p;
    for (int t = 0; t < count; t++) {
      transform_patch(v + t * stride, patches_apart, x + (ulong)(uint)(p * picture.s2 * picture.s3) * (uint)channels,
                      2 * j - picture.s6, 2 * i - picture.s7, picture);
      NEXT_TILE
    }
    for (int panel = 0; panel < panels; panel++) {
      for (int e = 0; e < ELEMENTS; e++) {
        __global const float* filters = u + e * filters_apart + (ulong)(uint)(panel * result.s7) * NR;
        for (int t = 0; t < count; t += MR) {
          multiply(products + e * products_apart + t * NR, v + e * patches_apart + t * stride, stride, filters,
                   channels);
        }
      }
      i = first_i;
      j = first_j;
      p = first_p;
      for (int t = 0; t < count; t++) {
        for (int vector = 0; vector < NV; vector++) {
          const int channel = panel * NR + vector * VEC;
          const int left = n - channel;
          __global const float* from = products + t * NR + vector * VEC;
          V half_way[2][4];
          UNROLL for (int c = 0; c < 4; c++) {
            const V m0 = VECTOR_LOAD(VEC, from + c * products_apart);
            const V m1 = VECTOR_LOAD(VEC, from + (4 + c) * products_apart);
            const V m2 = VECTOR_LOAD(VEC, from + (8 + c) * products_apart);
            const V m3 = VECTOR_LOAD(VEC, from + (12 + c) * products_apart);
#define HALF_WAY(k) half_way[k][c]
            RESULT_2(HALF_WAY, m0, m1, m2, m3)
#undef HALF_WAY
          }
#if BIAS
          const V bias_of_channel = load_first(bias + bias_offset + channel, left);
#endif
          UNROLL for (int r = 0; r < 2; r++) {
            V row_of_y[2];
#define ROW(k) row_of_y[k]
            RESULT_2(ROW, half_way[r][0], half_way[r][1], half_way[r][2], half_way[r][3])
#undef ROW
            UNROLL for (int c = 0; c < 2; c++) {
              if (2 * j + r < rows && 2 * i + c < columns) {
                const ulong to = (ulong)(uint)((p * rows + 2 * j + r) * columns + 2 * i + c) * pixel + channel;
                V value = row_of_y[c];
#if BIAS
                value += bias_of_channel;
#endif
#if KEEP
                store_first(value, kept + kept_offset + to, left);
#endif
#if ACTIVATE
                value = activate(value);
#endif
                store_first(value, y + y_offset + to, left);
              }
            }
          }
        }
        NEXT_TILE
      }
    }
  }
}

// The sums over the tiles of a part, of which winograd_filter_gradient makes the filters' gradient.
__attribute__((reqd_work_group_size(1, 1, 1)))
__kernel void winograd_fused_sums_f32(__global float* restrict sums, const ulong sums_offset,
                                      __global const float* restrict x, const ulong x_offset,
                                      __global const float* restrict dy, const ulong dy_offset,
                                      __global float* restrict scratch, const ulong scratch_offset,
                                      const int8 picture, const int8 result, const ulong patches_apart,
                                      const ulong scratch_apart) {
  const int across = picture.s0;
  const int down = picture.s1;
  const int stride = picture.s5;
  const int channels = result.s7;
  const int panel = (int)get_global_id(0);
  const int panels = result.s4;
  const int part = (int)get_global_id(1);
  const int chunk = result.s5;
  const int results_apart = chunk * NR + VEC;
  const int begin = part * result.s6;
  const int end = min(result.s0, begin + result.s6);
  __global float* v = scratch + (scratch_offset + (ulong)(uint)(part * panels + panel) * scratch_apart);
  __global float* w = v + ELEMENTS * patches_apart;
  const int sums_apart = panels * NR;
  const ulong element = (ulong)(uint)channels * (uint)sums_apart;
  sums += sums_offset + part * ELEMENTS * element + panel * NR;

  int first = begin;
  do {
    const int count = max(0, min(chunk, end - first));
    int i = first % across;
    int j = first / across % down;
    int p = first / across / down;
    for (int t = 0; t < count; t++) {
      transform_patch(v + t * stride, patches_apart,
                      x + x_offset + (ulong)(uint)(p * picture.s2 * picture.s3) * (uint)picture.s4,
                      2 * j - picture.s6, 2 * i - picture.s7, picture);
      transform_result(w + t * NR, results_apart,
                       dy + dy_offset + (ulong)(uint)(p * result.s1 * result.s2) * (uint)result.s3, 2 * j, 2 * i,
                       panel * NR, result);
      NEXT_TILE
    }
    for (int e = 0; e < ELEMENTS; e++) {
      for (int row = 0; row < channels; row += MR) {
        accumulate(sums + e * element + (ulong)(uint)row * (uint)sums_apart, sums_apart, first == begin,
                   v + e * patches_apart + row, stride, w + e * results_apart, count);
      }
    }
    first += chunk;
  } while (first < end);
}
