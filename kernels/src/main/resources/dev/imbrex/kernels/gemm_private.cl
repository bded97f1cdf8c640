// Matrix products c = A b without local memory and without barriers: each work-item keeps a tile of the result in
// wide registers. For CPUs, and for other devices whose local memory is a part of global memory.
//
// A is never laid out: its element (m, k) is read from a picture where the convolution finds it.
//
//   MODE 0, rows     row m is a pixel (p, i, j) of the result, k is (tap down, tap right, channel). Convolutions,
//                    input gradients (REVERSED 1) and, with pictures of 1 x M pixels and one tap, plain products.
//   MODE 1, columns  row m is (tap down, tap right, channel), k is a pixel (p, i, j). Filter gradients and, with one
//                    tap, products with a transposed.
//
// grid            work-item (x, y, z): the columns of panel x (VEC * NV of them), the rows of block y (tiles_per_item
//                 tiles of MR rows), and z = group * parts + part. A part is a phase of an input gradient (rows) or
//                 a range of picture rows whose products are added up later (columns). Panels go first: tiles_per_item
//                 rows of A stay near while all of b passes by. With columns, a work-item adds up a block of pixels
//                 for all of its tiles before the next, so that what they read of b stays near; until the last
//                 block, sums wait in c.
// parameters      MODE      how A is read, as above
//                 REVERSED  1 if the taps run backwards: pixel h sees (h + top - tap * dilation) / step
//                 CHECKED   0 if no tap can fall outside the picture, which may have been padded for that
//                 MR        rows of a tile
//                 VEC, NV   floats per vector and vectors per row of a tile
//                 BIAS      1 if bias[column] is added
//                 KEEP      1 if the sum before the activation is wanted too
//                 ACTIVATE  1 if what stands before this file defines REAL activate(REAL)
// local memory    none, and no barrier
// index           picture row of a tap: i * in_step + tap * dilation - top + origin; with REVERSED
//                 i + (phase + top - tap * dilation) / step + origin, where that division leaves no rest, else no
//                 tap. b[k][column] is at group * b_group + panel * b_panel + k * b_row + column in the panel.
// assumptions     tensors have less than 2^31 elements; offsets count elements and need no alignment; panels of b
//                 are whole, padded with zeros where n ends; c overlaps neither a nor b. With CHECKED and MODE 1,
//                 channels is a multiple of MR, so that a tile has one tap.
// edge            rows behind the last compute the last once more and are not stored; columns behind n are not
//                 stored; with CHECKED a tile whose pixels all see a tap takes the path without selects
// order           every element sums over k in ascending order, so the same bits for any tile

#ifndef MODE
#error "MODE is not set"
#endif
#ifndef REVERSED
#error "REVERSED is not set"
#endif
#ifndef CHECKED
#error "CHECKED is not set"
#endif
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

// As DEFINE_STORE_FIRST's, but in pieces of 8, 4, 2 and 1: with few columns every store is at an edge.
inline void store_first(const V y, __global float* to, const int count) {
  float t[VEC];
  VECTOR_STORE(VEC, y, t);
  if (count >= VEC) {
    VECTOR_STORE(VEC, y, to);
    return;
  }
  if (count <= 0) {
    return;
  }
  int done = 0;
#if VEC > 8
  if (count & 8) {
    vstore8(vload8(0, t), 0, to);
    done = 8;
  }
#endif
#if VEC > 4
  if (count & 4) {
    vstore4(vload4(0, t + done), 0, to + done);
    done += 4;
  }
#endif
  if (count & 2) {
    to[done] = t[done];
    to[done + 1] = t[done + 1];
    done += 2;
  }
  if (count & 1) {
    to[done] = t[done];
  }
}

DEFINE_LOAD_FIRST(VEC)

// One k for all rows: `element(r)` is A's element of row r.
#define STEP(element)                                        \
  {                                                          \
    CONTRACTED                                               \
    V row_of_b[NV];                                          \
    UNROLL for (int v = 0; v < NV; v++) {                    \
      row_of_b[v] = VECTOR_LOAD(VEC, bk + v * VEC);          \
    }                                                        \
    bk += b_row;                                             \
    UNROLL for (int r = 0; r < MR; r++) {                    \
      const V x = (V)(element(r));                           \
      UNROLL for (int v = 0; v < NV; v++) {                  \
        sum[r][v] = MULTIPLY_ADD(x, row_of_b[v], sum[r][v]); \
      }                                                      \
    }                                                        \
  }

#define ALWAYS(r) at[r][k]
#define SELECTED(r) (sees[r] ? seen[r][k] : 0.0f)

__attribute__((reqd_work_group_size(1, 1, 1)))
__kernel void gemm_private_f32(
    __global float* c, const ulong c_offset, __global float* kept, const ulong kept_offset,
    __global const float* a, const ulong a_offset, __global const float* b, const ulong b_offset,
    __global const float* bias, const ulong bias_offset,
    const int8 result,   // pictures, rows, columns; step down, right (phases); columns of c in memory, n, parts
    const int8 picture,  // rows, columns, channels in memory; channels of a group; in_step down, right; origin
    const int8 taps,     // down, right; dilation down, right; top, left; from group to group of a, of c
    const ulong b_group, const ulong b_panel, const uint b_row, const uint tiles_per_item,
    const int rows_of_block, const int columns_of_block) {
  const int part = (int)get_global_id(2) % result.s7;
  const int group = (int)get_global_id(2) / result.s7;
  const int panel = (int)get_global_id(0);
  const int first_column = panel * NR;
  const int n = result.s6;
  const int channels = picture.s3;
  const int columns = min(NR, n - first_column);
  a += a_offset + (ulong)group * (uint)taps.s6;
  b += b_offset + group * b_group + panel * b_panel;
  c += c_offset + (ulong)group * (uint)taps.s7 + first_column;
#if KEEP
  kept += kept_offset + (ulong)group * (uint)taps.s7 + first_column;
#endif

#if MODE == 0
  // The pixels phase + step * i of the result are those of this part.
  const int phase_down = part / result.s4;
  const int phase_right = part % result.s4;
  const int rows_down = (result.s1 - phase_down + result.s3 - 1) / result.s3;
  const int rows_right = (result.s2 - phase_right + result.s4 - 1) / result.s4;
  const int m = result.s0 * rows_down * rows_right;
#else
  const int m = taps.s0 * taps.s1 * channels;
  // This part's range of picture rows (p, i).
  const int all_rows = result.s0 * result.s1;
  const int rows_of_part = (all_rows + result.s7 - 1) / result.s7;
  const int begin = part * rows_of_part;
  const int end = min(all_rows, begin + rows_of_part);
  c += (ulong)part * (uint)m * (uint)result.s5;
#endif

#if BIAS
  V bias_of_column[NV];
  {
    float t[NR];
    for (int j = 0; j < NR; j++) {
      t[j] = j < columns ? bias[bias_offset + group * n + first_column + j] : 0.0f;
    }
    UNROLL for (int v = 0; v < NV; v++) {
      bias_of_column[v] = VECTOR_LOAD(VEC, t + v * VEC);
    }
  }
#endif

  const int tiles_begin = (int)(get_global_id(1) * tiles_per_item) * MR;
  const int tiles_end = min(m, tiles_begin + (int)tiles_per_item * MR);

#if MODE == 1
  int block_row = begin;
  int block_column = 0;
#endif
  bool last_block;
  do {
#if MODE == 0
    const bool first_block = true;
    last_block = true;
#else
    const int block_row_end = min(end, block_row + rows_of_block);
    const int block_column_end = min(result.s2, block_column + columns_of_block);
    const bool first_block = block_row == begin && block_column == 0;
    last_block = block_row_end == end && block_column_end == result.s2;
    // The tap and the channel of a tile's first row, counted on from tile to tile.
    int channel = tiles_begin % channels;
    int tap_row = tiles_begin / channels / taps.s1;
    int tap_column = tiles_begin / channels % taps.s1;
#endif
    for (int first_row = tiles_begin; first_row < tiles_end; first_row += MR) {
      V sum[MR][NV];
      if (first_block) {
        UNROLL for (int r = 0; r < MR; r++) {
          UNROLL for (int v = 0; v < NV; v++) {
            sum[r][v] = (V)(0.0f);
          }
        }
      } else {
        UNROLL for (int r = 0; r < MR; r++) {
          __global const float* so_far = c + (ulong)(uint)min(first_row + r, m - 1) * (uint)result.s5;
          UNROLL for (int v = 0; v < NV; v++) {
            sum[r][v] = load_first(so_far + v * VEC, columns - v * VEC);
          }
        }
      }

#if MODE == 0
      int down[MR];   // of the picture's pixel without a tap
      int right[MR];
      __global const float* at[MR];  // where that pixel lies
      int to[MR];                    // the result's pixel
      {
        // One division per tile; the rows that follow are counted on.
        int j = first_row % rows_right;
        int i = first_row / rows_right % rows_down;
        int p = first_row / rows_right / rows_down;
        UNROLL for (int r = 0; r < MR; r++) {
          down[r] = i * picture.s4 + picture.s6;
          right[r] = j * picture.s5 + picture.s7;
          at[r] = a + ((p * picture.s0 + down[r]) * picture.s1 + right[r]) * picture.s2;
          to[r] = (p * result.s1 + phase_down + i * result.s3) * result.s2 + phase_right + j * result.s4;
          if (first_row + r + 1 < m) {
            j++;
            if (j == rows_right) {
              j = 0;
              i++;
              if (i == rows_down) {
                i = 0;
                p++;
              }
            }
          }
        }
      }
#if !REVERSED && !CHECKED
      // Without dilation the taps of a row and their channels lie side by side.
      const int side_by_side = taps.s3 == 1 && channels == picture.s2 ? taps.s1 : 1;
#else
      const int side_by_side = 1;
#endif
      const int run = side_by_side * channels;
#if !REVERSED
      __global const float* bk = b;
#endif
      for (int td = 0; td < taps.s0; td++) {
#if REVERSED
        const int rest_down = phase_down + taps.s4 - td * taps.s2;
        if (rest_down % result.s3 != 0) {
          continue;
        }
        const int tap_down = rest_down / result.s3;
#else
        const int tap_down = td * taps.s2 - taps.s4;
#endif
        for (int tr = 0; tr < taps.s1; tr += side_by_side) {
#if REVERSED
          const int rest_right = phase_right + taps.s5 - tr * taps.s3;
          if (rest_right % result.s4 != 0) {
            continue;
          }
          const int tap_right = rest_right / result.s4;
#else
          const int tap_right = tr * taps.s3 - taps.s5;
#endif
          const int shift = (tap_down * picture.s1 + tap_right) * picture.s2;
#if REVERSED
          __global const float* bk = b + (ulong)((td * taps.s1 + tr) * channels) * b_row;
#endif
#if CHECKED
          bool sees[MR];
          bool all_see = true;
          UNROLL for (int r = 0; r < MR; r++) {
            sees[r] =
                (uint)(down[r] + tap_down) < (uint)picture.s0 && (uint)(right[r] + tap_right) < (uint)picture.s1;
            all_see = all_see && sees[r];
          }
          if (!all_see) {
            __global const float* seen[MR];  // somewhere, for those that see nothing
            UNROLL for (int r = 0; r < MR; r++) {
              seen[r] = sees[r] ? at[r] + shift : a;
            }
            for (int k = 0; k < run; k++) {
              STEP(SELECTED)
            }
            continue;
          }
#endif
          for (int k = shift; k < shift + run; k++) {
            STEP(ALWAYS)
          }
        }
      }
#else  // MODE 1
      __global const float* at[MR];  // of the row's tap and channel, for the first pixel
      const int first_tap_down = tap_row * taps.s2 - taps.s4 + picture.s6;
      const int first_tap_right = tap_column * taps.s3 - taps.s5 + picture.s7;
#if CHECKED
      UNROLL for (int r = 0; r < MR; r++) {
        at[r] = a + ((first_tap_down * picture.s1 + first_tap_right) * picture.s2 + channel + r);
      }
      channel += MR;
      if (channel == channels) {
        channel = 0;
        tap_column++;
        if (tap_column == taps.s1) {
          tap_column = 0;
          tap_row++;
        }
      }
      // The columns j with 0 <= j * in_step + tap < columns of the picture.
      const int sees_from = first_tap_right < 0 ? (-first_tap_right + picture.s5 - 1) / picture.s5 : 0;
      const int sees_until = first_tap_right >= picture.s1 ? 0 : (picture.s1 - 1 - first_tap_right) / picture.s5 + 1;
      const int from = max(block_column, sees_from);
      const int until = min(block_column_end, sees_until);
#else
      UNROLL for (int r = 0; r < MR; r++) {
        const int tap_down = tap_row * taps.s2 - taps.s4 + picture.s6;
        const int tap_right = tap_column * taps.s3 - taps.s5 + picture.s7;
        at[r] = a + ((tap_down * picture.s1 + tap_right) * picture.s2 + channel);
        if (first_row + r + 1 < m) {
          channel++;
          if (channel == channels) {
            channel = 0;
            tap_column++;
            if (tap_column == taps.s1) {
              tap_column = 0;
              tap_row++;
            }
          }
        }
      }
      const int from = block_column;
      const int until = block_column_end;
#endif
      const int pixel = picture.s5 * picture.s2;
      int i = block_row % result.s1;
      int p = block_row / result.s1;
      for (int row = block_row; row < block_row_end; row++) {
        const int down = i * picture.s4;
#if CHECKED
        const bool inside = (uint)(down + first_tap_down) < (uint)picture.s0;
#else
        const bool inside = true;
#endif
        if (inside) {
          const int line = (p * picture.s0 + down) * picture.s1 * picture.s2 + from * pixel;
          __global const float* bk = b + (ulong)(row * result.s2 + from) * b_row;
          for (int j = from, k = line; j < until; j++, k += pixel) {
            STEP(ALWAYS)
          }
        }
        i++;
        if (i == result.s1) {
          i = 0;
          p++;
        }
      }
#endif

      UNROLL for (int r = 0; r < MR; r++) {
        if (first_row + r < m) {
#if MODE == 0
          const ulong place = (ulong)(uint)to[r] * (uint)result.s5;
#else
          const ulong place = (ulong)(uint)(first_row + r) * (uint)result.s5;
#endif
          UNROLL for (int v = 0; v < NV; v++) {
            V z = sum[r][v];
            if (!last_block) {
              store_first(z, c + place + v * VEC, columns - v * VEC);
              continue;
            }
#if BIAS
            z += bias_of_column[v];
#endif
#if ACTIVATE
            const V y = activate(z);
#else
            const V y = z;
#endif
            if (columns == NR) {
              VECTOR_STORE(VEC, y, c + place + v * VEC);
#if KEEP
              VECTOR_STORE(VEC, z, kept + place + v * VEC);
#endif
            } else {
              store_first(y, c + place + v * VEC, columns - v * VEC);
#if KEEP
              store_first(z, kept + place + v * VEC, columns - v * VEC);
#endif
            }
          }
        }
      }
    }
#if MODE == 1
    block_column = block_column_end;
    if (block_column == result.s2) {
      block_column = 0;
      block_row = block_row_end;
    }
#endif
  } while (!last_block);
}
