// Matrix products c = A b through tiles in local memory, which the work-items of a group load together. For GPUs.
//
// What is computed, how A is read from a picture and what the arguments mean stands in gemm_private.cl: the two
// differ in their bodies only, and tiles_per_item and the sizes of blocks are not used here.
//
// grid            groups (x, y, z) of TILE_M / REG_M * TILE_N / REG_N work-items: the columns of panel x (TILE_N of
//                 them), the rows of tile y, and z = group * parts + part
// parameters      MODE      how A is read: 0 rows, 1 columns
//                 REVERSED  1 if the taps run backwards
//                 CHECKED   0 if no tap can fall outside the picture
//                 TILE_M    rows of a group's tile
//                 TILE_N    columns of a group's tile, and of a panel of b
//                 TILE_K    depth of the tiles in local memory
//                 REG_M     rows of a work-item
//                 REG_N     columns of a work-item
//                 VA, VB    floats per load from A and from b
//                 PAD       factors between the rows of a tile in local memory, against bank conflicts
//                 HALF      1 if factors are rounded to 16 bits on their way into local memory; sums keep 32
//                 BIAS      1 if bias[column] is added
//                 KEEP      1 if the sum before the activation is wanted too
//                 ACTIVATE  1 if what stands before this file defines REAL activate(REAL)
// local memory    TILE_K * (TILE_M + TILE_N + 2 * PAD) factors
// index           work-item (q, p) of a group computes the rows q + i * TILE_M / REG_M and the columns
//                 p + j * TILE_N / REG_N of the tile, so that neighbours read and store side by side. Both tiles lie
//                 k by k: a_tile[k][row], b_tile[k][column].
// assumptions     as for gemm_private.cl; with VA > 1, channels is a multiple of VA
// edge            what lies outside is loaded as zero and not stored; a tile of b that is whole is loaded in
//                 vectors of VB without a check
// order           every element sums over k in ascending order
// barriers        the number of k tiles is the same for the whole group, and every barrier stands in that loop

#ifndef MODE
#error "MODE is not set"
#endif
#ifndef REVERSED
#error "REVERSED is not set"
#endif
#ifndef CHECKED
#error "CHECKED is not set"
#endif
#ifndef TILE_M
#error "TILE_M is not set"
#endif
#ifndef TILE_N
#error "TILE_N is not set"
#endif
#ifndef TILE_K
#error "TILE_K is not set"
#endif
#ifndef REG_M
#error "REG_M is not set"
#endif
#ifndef REG_N
#error "REG_N is not set"
#endif
#ifndef VA
#error "VA is not set"
#endif
#ifndef VB
#error "VB is not set"
#endif
#ifndef PAD
#error "PAD is not set"
#endif
#ifndef HALF
#error "HALF is not set"
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

#define ITEMS_M (TILE_M / REG_M)
#define ITEMS_N (TILE_N / REG_N)
#define ITEMS (ITEMS_M * ITEMS_N)
#define STRIDE_A (TILE_M + PAD)
#define STRIDE_B (TILE_N + PAD)
// Half-precision numbers may be stored and loaded everywhere, but only devices with an extension have variables of them.
#if HALF
#define FACTOR ushort
#define PUT(tile, i, x) vstore_half(x, (size_t)(i), (__local half*)(tile))
#define GET(tile, i) vload_half((size_t)(i), (__local const half*)(tile))
#else
#define FACTOR float
#define PUT(tile, i, x) (tile)[i] = x
#define GET(tile, i) (tile)[i]
#endif
// How many vectors a work-item loads per tile.
#define LOADS_A (TILE_M * TILE_K / VA / ITEMS)
#define LOADS_B (TILE_N * TILE_K / VB / ITEMS)

// Which taps of one axis a phase has: first, first + every, ... count of them.
inline void taps_of_phase(const int phase, const int taps, const int dilation, const int pad, const int step,
                          int* first, int* every, int* count) {
  *first = 0;
  *every = 1;
  *count = 0;
  for (int t = 0; t < taps; t++) {
    if ((phase + pad - t * dilation) % step == 0) {
      if (*count == 0) {
        *first = t;
      } else if (*count == 1) {
        *every = t - *first;
      }
      *count += 1;
    }
  }
}

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
__kernel void gemm_local_f32(
    __global float* c, const ulong c_offset, __global float* kept, const ulong kept_offset,
    __global const float* a, const ulong a_offset, __global const float* b, const ulong b_offset,
    __global const float* bias, const ulong bias_offset, const int8 result, const int8 picture, const int8 taps,
    const ulong b_group, const ulong b_panel, const uint b_row, const uint tiles_per_item, const int rows_of_block,
    const int columns_of_block) {
  __local FACTOR a_tile[TILE_K * STRIDE_A];
  __local FACTOR b_tile[TILE_K * STRIDE_B];
  const int item = (int)get_local_id(0);
  const int part = (int)get_group_id(2) % result.s7;
  const int group = (int)get_group_id(2) / result.s7;
  const int panel = (int)get_group_id(0);
  const int first_row = (int)get_group_id(1) * TILE_M;
  const int first_column = panel * TILE_N;
  const int n = result.s6;
  const int columns = n - first_column;
  const int channels = picture.s3;
  a += a_offset + (ulong)group * (uint)taps.s6;
  b += b_offset + group * b_group + panel * b_panel;

#if MODE == 0
  const int phase_down = part / result.s4;
  const int phase_right = part % result.s4;
  const int rows_down = (result.s1 - phase_down + result.s3 - 1) / result.s3;
  const int rows_right = (result.s2 - phase_right + result.s4 - 1) / result.s4;
  const int m = result.s0 * rows_down * rows_right;
#if REVERSED
  int first_down, every_down, count_down, first_right, every_right, count_right;
  taps_of_phase(phase_down, taps.s0, taps.s2, taps.s4, result.s3, &first_down, &every_down, &count_down);
  taps_of_phase(phase_right, taps.s1, taps.s3, taps.s5, result.s4, &first_right, &every_right, &count_right);
#else
  const int count_down = taps.s0;
  const int count_right = taps.s1;
#endif
  const int k_total = count_down * count_right * channels;
  const int per_row = max(1, count_right);  // a phase may have no tap at all
#else
  const int m = taps.s0 * taps.s1 * channels;
  const int all_rows = result.s0 * result.s1;
  const int rows_of_part = (all_rows + result.s7 - 1) / result.s7;
  const int k_begin = min(all_rows, part * rows_of_part) * result.s2;
  const int k_total = min(all_rows, (part + 1) * rows_of_part) * result.s2 - k_begin;
#endif
  if (first_row >= m) {
    return;  // a smaller phase; the whole group goes, before any barrier
  }

  // Where this work-item's loads from A stand: a row of the tile for each, and its k.
#if MODE == 0
  // All its loads have one k, which advances tap by tap without a division.
  const int lane_a = item % (TILE_K / VA) * VA;
  int channel = lane_a % channels;
  int tap_right_number = lane_a / channels % per_row;
  int tap_down_number = lane_a / channels / per_row;
  int down[LOADS_A];
  int right[LOADS_A];
  int base[LOADS_A];
  UNROLL for (int l = 0; l < LOADS_A; l++) {
    const int row = min(first_row + item / (TILE_K / VA) + l * (ITEMS / (TILE_K / VA)), m - 1);
    const int j = row % rows_right;
    const int i = row / rows_right % rows_down;
    const int p = row / rows_right / rows_down;
    down[l] = i * picture.s4 + picture.s6;
    right[l] = j * picture.s5 + picture.s7;
    base[l] = ((p * picture.s0 + down[l]) * picture.s1 + right[l]) * picture.s2;
  }
#else
  // Each load has its own pixel, which advances by TILE_K.
  int tap_down[LOADS_A];
  int tap_right[LOADS_A];
  int offset[LOADS_A];
  int pixel_right[LOADS_A];
  int pixel_down[LOADS_A];
  int pixel_picture[LOADS_A];
  UNROLL for (int l = 0; l < LOADS_A; l++) {
    const int e = item + l * ITEMS;
    const int row = min(first_row + e % (TILE_M / VA) * VA, m - VA);
    const int tap = row / channels;
    tap_down[l] = tap / taps.s1 * taps.s2 - taps.s4 + picture.s6;
    tap_right[l] = tap % taps.s1 * taps.s3 - taps.s5 + picture.s7;
    offset[l] = (tap_down[l] * picture.s1 + tap_right[l]) * picture.s2 + row % channels;
    const int k = k_begin + e / (TILE_M / VA);
    pixel_right[l] = k % result.s2;
    pixel_down[l] = k / result.s2 % result.s1;
    pixel_picture[l] = k / result.s2 / result.s1;
  }
#endif

  float sum[REG_M][REG_N];
  UNROLL for (int i = 0; i < REG_M; i++) {
    UNROLL for (int j = 0; j < REG_N; j++) {
      sum[i][j] = 0.0f;
    }
  }
  const int p = item % ITEMS_N;
  const int q = item / ITEMS_N;

  for (int k0 = 0; k0 < k_total; k0 += TILE_K) {
    float from_a[LOADS_A][VA];
    float from_b[LOADS_B][VB];
#if MODE == 0
    {
      const bool within = k0 + lane_a < k_total;
#if REVERSED
      const int td = first_down + tap_down_number * every_down;
      const int tr = first_right + tap_right_number * every_right;
      const int tap_d = (phase_down + taps.s4 - td * taps.s2) / result.s3;
      const int tap_r = (phase_right + taps.s5 - tr * taps.s3) / result.s4;
#else
      const int tap_d = tap_down_number * taps.s2 - taps.s4;
      const int tap_r = tap_right_number * taps.s3 - taps.s5;
#endif
      const int shift = (tap_d * picture.s1 + tap_r) * picture.s2 + channel;
      UNROLL for (int l = 0; l < LOADS_A; l++) {
        bool sees = within;
#if CHECKED
        sees = sees && (uint)(down[l] + tap_d) < (uint)picture.s0 && (uint)(right[l] + tap_r) < (uint)picture.s1;
#endif
        UNROLL for (int x = 0; x < VA; x++) {
          from_a[l][x] = 0.0f;
        }
        if (sees) {
          VECTOR_STORE(VA, VECTOR_LOAD(VA, a + (base[l] + shift)), from_a[l]);
        }
      }
      channel += TILE_K;
      while (channel >= channels) {
        channel -= channels;
        tap_right_number++;
        if (tap_right_number == count_right) {
          tap_right_number = 0;
          tap_down_number++;
        }
      }
    }
#else
    UNROLL for (int l = 0; l < LOADS_A; l++) {
      const int e = item + l * ITEMS;
      const int down = pixel_down[l] * picture.s4;
      const int right = pixel_right[l] * picture.s5;
      bool sees = k0 + e / (TILE_M / VA) < k_total;
#if CHECKED
      sees = sees && (uint)(down + tap_down[l]) < (uint)picture.s0 && (uint)(right + tap_right[l]) < (uint)picture.s1;
#endif
      UNROLL for (int x = 0; x < VA; x++) {
        from_a[l][x] = 0.0f;
      }
      if (sees) {
        const int place = ((pixel_picture[l] * picture.s0 + down) * picture.s1 + right) * picture.s2 + offset[l];
        VECTOR_STORE(VA, VECTOR_LOAD(VA, a + place), from_a[l]);
      }
      pixel_right[l] += TILE_K;
      while (pixel_right[l] >= result.s2) {
        pixel_right[l] -= result.s2;
        pixel_down[l]++;
        if (pixel_down[l] == result.s1) {
          pixel_down[l] = 0;
          pixel_picture[l]++;
        }
      }
    }
#endif
    UNROLL for (int l = 0; l < LOADS_B; l++) {
      const int e = item + l * ITEMS;
      const int column = e % (TILE_N / VB) * VB;
      const int k = k0 + e / (TILE_N / VB);
      UNROLL for (int x = 0; x < VB; x++) {
        from_b[l][x] = 0.0f;
      }
      if (k < k_total) {
#if MODE == 1
        const int row = k_begin + k;
#elif REVERSED
        const int tap = k / channels;
        const int td = first_down + tap / count_right * every_down;
        const int tr = first_right + tap % count_right * every_right;
        const int row = (td * taps.s1 + tr) * channels + k % channels;
#else
        const int row = k;
#endif
        __global const float* line = b + (ulong)row * b_row + column;
        if (columns >= TILE_N) {
          VECTOR_STORE(VB, VECTOR_LOAD(VB, line), from_b[l]);
        } else {
          UNROLL for (int x = 0; x < VB; x++) {
            if (column + x < columns) {
              from_b[l][x] = line[x];
            }
          }
        }
      }
    }

    barrier(CLK_LOCAL_MEM_FENCE);  // the tiles before these have been used
    UNROLL for (int l = 0; l < LOADS_A; l++) {
      UNROLL for (int x = 0; x < VA; x++) {
#if MODE == 0
        PUT(a_tile, (lane_a + x) * STRIDE_A + item / (TILE_K / VA) + l * (ITEMS / (TILE_K / VA)), from_a[l][x]);
#else
        const int e = item + l * ITEMS;
        PUT(a_tile, e / (TILE_M / VA) * STRIDE_A + e % (TILE_M / VA) * VA + x, from_a[l][x]);
#endif
      }
    }
    UNROLL for (int l = 0; l < LOADS_B; l++) {
      const int e = item + l * ITEMS;
      UNROLL for (int x = 0; x < VB; x++) {
        PUT(b_tile, e / (TILE_N / VB) * STRIDE_B + e % (TILE_N / VB) * VB + x, from_b[l][x]);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);

    UNROLL for (int t = 0; t < TILE_K; t++) {
      CONTRACTED
      float column_of_a[REG_M];
      float row_of_b[REG_N];
      UNROLL for (int i = 0; i < REG_M; i++) {
        column_of_a[i] = GET(a_tile, t * STRIDE_A + q + i * ITEMS_M);
      }
      UNROLL for (int j = 0; j < REG_N; j++) {
        row_of_b[j] = GET(b_tile, t * STRIDE_B + p + j * ITEMS_N);
      }
      UNROLL for (int i = 0; i < REG_M; i++) {
        UNROLL for (int j = 0; j < REG_N; j++) {
          sum[i][j] = MULTIPLY_ADD(column_of_a[i], row_of_b[j], sum[i][j]);
        }
      }
    }
  }

  c += c_offset + (ulong)group * (uint)taps.s7 + first_column;
#if KEEP
  kept += kept_offset + (ulong)group * (uint)taps.s7 + first_column;
#endif
#if MODE == 1
  c += (ulong)part * (uint)m * (uint)result.s5;
#endif
  UNROLL for (int i = 0; i < REG_M; i++) {
    const int row = first_row + q + i * ITEMS_M;
    if (row < m) {
#if MODE == 0
      const int right_number = row % rows_right;
      const int down_number = row / rows_right % rows_down;
      const int picture_number = row / rows_right / rows_down;
      const int to = (picture_number * result.s1 + phase_down + down_number * result.s3) * result.s2 + phase_right +
                     right_number * result.s4;
#else
      const int to = row;
#endif
      const ulong place = (ulong)(uint)to * (uint)result.s5;
      UNROLL for (int j = 0; j < REG_N; j++) {
        const int column = p + j * ITEMS_N;
        if (column < columns) {
          float z = sum[i][j];
#if BIAS
          z += bias[bias_offset + group * n + first_column + column];
#endif
#if KEEP
          kept[place + column] = z;
#endif
#if ACTIVATE
          z = activate(z);
#endif
          c[place + column] = z;
        }
      }
    }
  }
}
