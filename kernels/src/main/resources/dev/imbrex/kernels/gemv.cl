// Matrix products c = A b of few rows, such as those of dense layers for one picture or some. Nearly all that is to be
// read then is b: it is read once and where it lies, and whoever reads it adds to the sums of all rows.
//
// grid            gemv_columns, b of [k, n], for lanes: group (x, y): WORK_GROUP * COLUMNS * WIDTH columns, part y of k
//                 gemv_runs, b of [k, n], for processors with vectors: groups of one work-item, (x, y): the columns
//                 from x * run on, part y
//                 gemv_dots, b of [n, k]: group (x, y): COLUMNS columns, part y
//                 gemv_sum: one dimension, a work-item for WIDTH elements, rounded up to whole groups
// parameters      ROWS        rows of sums that gemv_columns and gemv_dots hold: at least those of A
//                 WIDTH       floats per vector: neighbours along n, in gemv_dots along k
//                 COLUMNS     vectors of columns of a work-item of gemv_columns, columns of a group of gemv_dots
//                 DEPTH       rows of b that gemv_columns and gemv_runs read at a time
//                 WORK_GROUP  work-items per group but in gemv_runs, a power of two
//                 SPLIT       1 if the sums are those of parts of k, which gemv_sum adds up
//                 BIAS        1 if bias[column] is added
//                 KEEP        1 if the sum before the activation is wanted too
//                 ACTIVATE    1 if what stands before this file defines float activate(float)
// local memory    gemv_dots: ROWS * COLUMNS floats per work-item where WORK_GROUP is more than 1, else none
// index           A's element (m, k) is at m * a_row + k * a_k; part p has the k from p * height on, and its sum (m, n)
//                 is at (p * rows + m) * n_total + n of c. Vector v of a work-item of gemv_columns lies WORK_GROUP
//                 vectors behind the one before, so that neighbours read neighbours; a work-item of gemv_runs reads
//                 long runs of DEPTH rows side by side, which processors fetch ahead, and its sums wait in c
//                 meanwhile. In gemv_dots work-item l takes the vectors l, l + WORK_GROUP, ... of its part.
// assumptions     tensors have less than 2^31 elements; offsets count elements and need no alignment; c overlaps neither
//                 A nor b; no part is empty. gemv_columns: n is WIDTH at least. gemv_runs: WIDTH divides run.
//                 gemv_dots: a_k is 1
// edge            rows behind the last compute the last once more and are not stored, nor are columns behind n of
//                 gemv_dots. A vector of gemv_columns that would end behind n is read so that it ends with n, and
//                 stores what no other does. Else what does not fill a vector is taken one by one
// order           gemv_columns and gemv_runs sum a part over k in ascending order; gemv_dots does so for each place of
//                 each work-item's vector, and then by a tree over these. gemv_sum adds parts in ascending order. So
//                 the bits are given by the shape, height and the parameters alone
// barriers        the tree's level is the same for the whole group

#ifndef ROWS
#error "ROWS is not set"
#endif
#ifndef WIDTH
#error "WIDTH is not set"
#endif
#ifndef COLUMNS
#error "COLUMNS is not set"
#endif
#ifndef DEPTH
#error "DEPTH is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif
#ifndef SPLIT
#error "SPLIT is not set"
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

#define V VECTOR_OF(float, WIDTH)

// A sum of a column goes to a place of c, with what follows a sum over all k.
#if BIAS
#define ARGUMENT(sum, column) ((sum) + bias[column])
#else
#define ARGUMENT(sum, column) (sum)
#endif
#if ACTIVATE
#define RESULT(z) activate(z)
#else
#define RESULT(z) (z)
#endif
#if KEEP
#define KEEP_ARGUMENT(z, place) kept[place] = (z);
#else
#define KEEP_ARGUMENT(z, place)
#endif
#define STORE_RESULT(sum, column, place)       \
  {                                            \
    const float z = ARGUMENT(sum, column);     \
    KEEP_ARGUMENT(z, place)                    \
    c[place] = RESULT(z);                      \
  }
#if SPLIT
#define STORE_SUM(sum, column, place) c[place] = (sum);
#else
#define STORE_SUM(sum, column, place) STORE_RESULT(sum, column, place)
#endif

// Row k + h of b, held in row_of_b[h], times A.
#define ADD_ROW(h)                                            \
  UNROLL for (int r = 0; r < ROWS; r++) {                     \
    const V x = (V)(row[r][(k + (h)) * a_k]);                 \
    UNROLL for (int v = 0; v < COLUMNS; v++) {                \
      sum[r][v] = MULTIPLY_ADD(x, row_of_b[h][v], sum[r][v]); \
    }                                                         \
  }

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void gemv_columns(__global float* c, const ulong c_offset, __global float* kept, const ulong kept_offset,
                           __global const float* a, const ulong a_offset, __global const float* b,
                           const ulong b_offset, __global const float* bias, const ulong bias_offset, const int m,
                           const int n, const int k_total, const int a_row, const int a_k, const int height) {
  const int part = (int)get_global_id(1);
  const int begin = part * height;
  const int end = min(k_total, begin + height);
  const int first = (int)get_group_id(0) * (WORK_GROUP * COLUMNS * WIDTH) + (int)get_local_id(0) * WIDTH;
  c += c_offset + (ulong)part * (uint)(m * n);
#if KEEP
  kept += kept_offset;
#endif
#if BIAS
  bias += bias_offset;
#endif
  int at[COLUMNS];
  V sum[ROWS][COLUMNS];
  UNROLL for (int v = 0; v < COLUMNS; v++) {
    at[v] = min(first + v * (WORK_GROUP * WIDTH), n - WIDTH);
    UNROLL for (int r = 0; r < ROWS; r++) {
      sum[r][v] = (V)(0.0f);
    }
  }
  __global const float* row[ROWS];
  UNROLL for (int r = 0; r < ROWS; r++) {
    row[r] = a + a_offset + min(r, m - 1) * a_row;
  }
  __global const float* bk = b + b_offset + (ulong)(uint)begin * (uint)n;
  int k = begin;
#if DEPTH > 1
  for (; k + DEPTH <= end; k += DEPTH) {
    CONTRACTED
    V row_of_b[DEPTH][COLUMNS];
    UNROLL for (int h = 0; h < DEPTH; h++) {
      UNROLL for (int v = 0; v < COLUMNS; v++) {
        row_of_b[h][v] = VECTOR_LOAD(WIDTH, bk + at[v]);
      }
      bk += n;
    }
    UNROLL for (int h = 0; h < DEPTH; h++) {
      ADD_ROW(h)
    }
  }
#endif
  for (; k < end; k++) {
    CONTRACTED
    V row_of_b[1][COLUMNS];
    UNROLL for (int v = 0; v < COLUMNS; v++) {
      row_of_b[0][v] = VECTOR_LOAD(WIDTH, bk + at[v]);
    }
    bk += n;
    ADD_ROW(0)
  }
  float t[ROWS * COLUMNS * WIDTH];
  UNROLL for (int r = 0; r < ROWS; r++) {
    UNROLL for (int v = 0; v < COLUMNS; v++) {
      VECTOR_STORE(WIDTH, sum[r][v], t + (r * COLUMNS + v) * WIDTH);
    }
  }
  for (int v = 0; v < COLUMNS; v++) {
    const int own = first + v * (WORK_GROUP * WIDTH);  // columns before that are another vector's
    const int from = min(own, n - WIDTH);
    for (int r = 0; r < m; r++) {
      for (int j = own - from; j < WIDTH; j++) {
        STORE_SUM(t[(r * COLUMNS + v) * WIDTH + j], from + j, r * n + from + j)
      }
    }
  }
}

// The next `depth` rows of b times A, added to the sums that wait in c.
#define ADD_RUNS(depth)                                                     \
  {                                                                         \
    CONTRACTED                                                              \
    for (int j = 0; j < whole; j += WIDTH) {                                \
      V y[depth];                                                           \
      UNROLL for (int h = 0; h < depth; h++) {                              \
        y[h] = VECTOR_LOAD(WIDTH, bk + (h * n + j));                        \
      }                                                                     \
      for (int r = 0; r < m; r++) {                                         \
        V sum = k == begin ? (V)(0.0f) : VECTOR_LOAD(WIDTH, c + (r * n + j)); \
        UNROLL for (int h = 0; h < depth; h++) {                            \
          sum = MULTIPLY_ADD((V)(a[r * a_row + (k + h) * a_k]), y[h], sum); \
        }                                                                   \
        VECTOR_STORE(WIDTH, sum, c + (r * n + j));                          \
      }                                                                     \
    }                                                                       \
    for (int j = whole; j < columns; j++) {                                 \
      for (int r = 0; r < m; r++) {                                         \
        float sum = k == begin ? 0.0f : c[r * n + j];                       \
        UNROLL for (int h = 0; h < depth; h++) {                            \
          sum = MULTIPLY_ADD(a[r * a_row + (k + h) * a_k], bk[h * n + j], sum); \
        }                                                                   \
        c[r * n + j] = sum;                                                 \
      }                                                                     \
    }                                                                       \
    bk += depth * n;                                                        \
    k += depth;                                                             \
  }

// The signature is that of gemv_columns, and run.
__attribute__((reqd_work_group_size(1, 1, 1)))
__kernel void gemv_runs(__global float* restrict c, const ulong c_offset, __global float* restrict kept,
                        const ulong kept_offset, __global const float* restrict a, const ulong a_offset,
                        __global const float* restrict b, const ulong b_offset, __global const float* bias,
                        const ulong bias_offset, const int m, const int n, const int k_total, const int a_row,
                        const int a_k, const int height, const int run) {
  const int part = (int)get_global_id(1);
  const int begin = part * height;
  const int end = min(k_total, begin + height);
  const int first = (int)get_global_id(0) * run;
  const int columns = min(run, n - first);
  const int whole = columns - columns % WIDTH;
  c += c_offset + (ulong)part * (uint)(m * n) + first;
  a += a_offset;
  __global const float* bk = b + b_offset + (ulong)(uint)begin * (uint)n + first;
  int k = begin;
  while (k + DEPTH <= end) {
    ADD_RUNS(DEPTH)
  }
  while (k < end) {
    ADD_RUNS(1)
  }
#if !SPLIT
#if KEEP
  kept += kept_offset + first;
#endif
#if BIAS
  bias += bias_offset + first;
#endif
  for (int r = 0; r < m; r++) {
    for (int j = 0; j < columns; j++) {
      STORE_RESULT(c[r * n + j], j, r * n + j)
    }
  }
#endif
}

// The sum of a vector's floats.
inline float folded(const V v) {
#if WIDTH == 16
  const float8 v8 = v.lo + v.hi;
#elif WIDTH == 8
  const float8 v8 = v;
#endif
#if WIDTH >= 8
  const float4 v4 = v8.lo + v8.hi;
#elif WIDTH == 4
  const float4 v4 = v;
#endif
#if WIDTH >= 4
  const float2 v2 = v4.lo + v4.hi;
#elif WIDTH == 2
  const float2 v2 = v;
#endif
#if WIDTH >= 2
  return v2.lo + v2.hi;
#else
  return v;
#endif
}

// The signature is that of gemv_columns; a_k is 1.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void gemv_dots(__global float* c, const ulong c_offset, __global float* kept, const ulong kept_offset,
                        __global const float* a, const ulong a_offset, __global const float* b, const ulong b_offset,
                        __global const float* bias, const ulong bias_offset, const int m, const int n,
                        const int k_total, const int a_row, const int a_k, const int height) {
#if WORK_GROUP > 1
  __local float partial[ROWS * COLUMNS][WORK_GROUP];
#endif
  const int lane = (int)get_local_id(0);
  const int part = (int)get_global_id(1);
  const int begin = part * height;
  const int end = min(k_total, begin + height);
  const int whole = end - (end - begin) % WIDTH;
  const int first = (int)get_group_id(0) * COLUMNS;
  c += c_offset + (ulong)part * (uint)(m * n);
#if KEEP
  kept += kept_offset;
#endif
#if BIAS
  bias += bias_offset;
#endif
  __global const float* row[ROWS];
  UNROLL for (int r = 0; r < ROWS; r++) {
    row[r] = a + a_offset + min(r, m - 1) * a_row;
  }
  __global const float* column[COLUMNS];
  V sum[ROWS][COLUMNS];
  UNROLL for (int j = 0; j < COLUMNS; j++) {
    column[j] = b + b_offset + (ulong)(uint)min(first + j, n - 1) * (uint)k_total;
    UNROLL for (int r = 0; r < ROWS; r++) {
      sum[r][j] = (V)(0.0f);
    }
  }
  for (int k = begin + lane * WIDTH; k < whole; k += WORK_GROUP * WIDTH) {
    CONTRACTED
    V y[COLUMNS];
    UNROLL for (int j = 0; j < COLUMNS; j++) {
      y[j] = VECTOR_LOAD(WIDTH, column[j] + k);
    }
    UNROLL for (int r = 0; r < ROWS; r++) {
      const V x = VECTOR_LOAD(WIDTH, row[r] + k);
      UNROLL for (int j = 0; j < COLUMNS; j++) {
        sum[r][j] = MULTIPLY_ADD(x, y[j], sum[r][j]);
      }
    }
  }
  float total[ROWS][COLUMNS];
  UNROLL for (int r = 0; r < ROWS; r++) {
    UNROLL for (int j = 0; j < COLUMNS; j++) {
      total[r][j] = folded(sum[r][j]);
    }
  }
  for (int k = whole + lane; k < end; k += WORK_GROUP) {
    CONTRACTED
    UNROLL for (int r = 0; r < ROWS; r++) {
      UNROLL for (int j = 0; j < COLUMNS; j++) {
        total[r][j] = MULTIPLY_ADD(row[r][k], column[j][k], total[r][j]);
      }
    }
  }
#if WORK_GROUP > 1
  UNROLL for (int r = 0; r < ROWS; r++) {
    UNROLL for (int j = 0; j < COLUMNS; j++) {
      partial[r * COLUMNS + j][lane] = total[r][j];
    }
  }
  for (int half_group = WORK_GROUP / 2; half_group > 0; half_group /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < half_group) {
      for (int i = 0; i < ROWS * COLUMNS; i++) {
        partial[i][lane] += partial[i][lane + half_group];
      }
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = lane; i < ROWS * COLUMNS; i += WORK_GROUP) {
    const int r = i / COLUMNS;
    const int j = first + i % COLUMNS;
    if (r < m && j < n) {
      STORE_SUM(partial[i][0], j, r * n + j)
    }
  }
#else
  for (int r = 0; r < m; r++) {
    for (int j = 0; j < min(COLUMNS, n - first); j++) {
      STORE_SUM(total[r][j], first + j, r * n + first + j)
    }
  }
#endif
}

// c[i] = the sum over p of parts[p * size + i], and what follows it; bias is that of column i % n.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void gemv_sum(__global float* c, const ulong c_offset, __global float* kept, const ulong kept_offset,
                       __global const float* parts, const ulong parts_offset, __global const float* bias,
                       const ulong bias_offset, const int size, const int n, const int count) {
  const int first = (int)get_global_id(0) * WIDTH;
  if (first >= size) {
    return;
  }
  c += c_offset;
#if KEEP
  kept += kept_offset;
#endif
#if BIAS
  bias += bias_offset;
#endif
  parts += parts_offset + first;
  const int elements = min(WIDTH, size - first);
  float t[WIDTH];
  if (elements == WIDTH) {
    V sum = VECTOR_LOAD(WIDTH, parts);
    for (int p = 1; p < count; p++) {
      sum += VECTOR_LOAD(WIDTH, parts + (ulong)(uint)p * (uint)size);
    }
    VECTOR_STORE(WIDTH, sum, t);
  } else {
    for (int j = 0; j < elements; j++) {
      t[j] = parts[j];
      for (int p = 1; p < count; p++) {
        t[j] += parts[(ulong)(uint)p * (uint)size + j];
      }
    }
  }
  for (int j = 0; j < elements; j++) {
    STORE_RESULT(t[j], (first + j) % n, first + j)
  }
}
