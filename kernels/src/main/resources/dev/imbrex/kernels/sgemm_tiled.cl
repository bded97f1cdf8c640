// c = a b for row-major matrices a of [m, k], b of [k, n] and c of [m, n], through tiles in local memory.
//
// grid            two dimensions: groups of (TILE_N / REG_N, TILE_M / REG_M) work-items,
//                 ceil(n / TILE_N) by ceil(m / TILE_M) groups
// parameters      TILE_M, TILE_N  rows and columns of c that a group computes
//                 TILE_K          depth of the tiles of a and b in local memory
//                 REG_M, REG_N    rows and columns of c that a work-item computes, in registers
//                 VECTOR          elements per load from global memory; divides TILE_K and TILE_N
//                 PAD             floats between the rows of a tile, against bank conflicts
// local memory    TILE_K * (TILE_M + PAD + TILE_N + PAD) floats
// index           the work-item (p, q) of a group computes the rows q + i * TILE_M / REG_M and the columns
//                 p + j * TILE_N / REG_N of the group's tile, so that neighbours store to neighbours.
//                 a's tile lies transposed: a_tile[k][row], b_tile[k][column].
// assumptions     m, n, k and the leading dimensions lda, ldb, ldc (elements from row to row) below 2^31, and
//                 TILE_M * lda, TILE_K * ldb and TILE_M * ldc below 2^32; offsets count elements and need no
//                 alignment; k may be 0; c overlaps neither a nor b
// edge            tiles that reach over a border are loaded one element at a time, zero outside; all others
//                 are loaded in vectors without a check
// order           every element sums over k in ascending order, so the same bits for any parameters
// barriers        which path a tile takes is the same for the whole group, and no barrier is inside a path

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
#ifndef VECTOR
#error "VECTOR is not set"
#endif
#ifndef PAD
#error "PAD is not set"
#endif

#define ITEMS_M (TILE_M / REG_M)
#define ITEMS_N (TILE_N / REG_N)
#define ITEMS (ITEMS_M * ITEMS_N)
#define STRIDE_A (TILE_M + PAD)
#define STRIDE_B (TILE_N + PAD)

// Both load_ functions fill a tile whose first element is at `from`. The first `rows` rows and `columns`
// columns of it are inside the matrix.

inline void load_a(__local float* tile, __global const float* from, const uint lda, const uint rows,
                   const uint columns, const uint item) {
  const bool inside = rows >= TILE_M && columns >= TILE_K;
  for (uint v = item; v < TILE_M * TILE_K / VECTOR; v += ITEMS) {
    const uint row = v / (TILE_K / VECTOR);
    const uint first = v % (TILE_K / VECTOR) * VECTOR;
    float lanes[VECTOR];
    if (inside) {
      VECTOR_STORE(VECTOR, VECTOR_LOAD(VECTOR, from + row * lda + first), lanes);
    } else {
      for (uint i = 0; i < VECTOR; i++) {
        lanes[i] = row < rows && first + i < columns ? from[row * lda + first + i] : 0.0f;
      }
    }
#pragma unroll
    for (uint i = 0; i < VECTOR; i++) {
      tile[(first + i) * STRIDE_A + row] = lanes[i];
    }
  }
}

inline void load_b(__local float* tile, __global const float* from, const uint ldb, const uint rows,
                   const uint columns, const uint item) {
  const bool inside = rows >= TILE_K && columns >= TILE_N;
  for (uint v = item; v < TILE_K * TILE_N / VECTOR; v += ITEMS) {
    const uint row = v / (TILE_N / VECTOR);
    const uint first = v % (TILE_N / VECTOR) * VECTOR;
    __local float* to = tile + row * STRIDE_B + first;
    if (inside) {
      VECTOR_STORE(VECTOR, VECTOR_LOAD(VECTOR, from + row * ldb + first), to);
    } else {
      for (uint i = 0; i < VECTOR; i++) {
        to[i] = row < rows && first + i < columns ? from[row * ldb + first + i] : 0.0f;
      }
    }
  }
}

__attribute__((reqd_work_group_size(ITEMS_N, ITEMS_M, 1)))
__kernel void sgemm_tiled_f32(__global float* c, const ulong c_offset, const uint ldc,
                              __global const float* a, const ulong a_offset, const uint lda,
                              __global const float* b, const ulong b_offset, const uint ldb,
                              const uint m, const uint n, const uint k) {
  __local float a_tile[TILE_K * STRIDE_A];
  __local float b_tile[TILE_K * STRIDE_B];
  const uint p = (uint)get_local_id(0);
  const uint q = (uint)get_local_id(1);
  const uint item = q * ITEMS_N + p;
  const uint tile_row = (uint)get_group_id(1) * TILE_M;
  const uint tile_column = (uint)get_group_id(0) * TILE_N;
  const uint rows = m - tile_row;
  const uint columns = n - tile_column;
  a += a_offset + (ulong)tile_row * lda;
  b += b_offset + tile_column;
  c += c_offset + (ulong)tile_row * ldc + tile_column;

  float sum[REG_M][REG_N];
#pragma unroll
  for (uint i = 0; i < REG_M; i++) {
#pragma unroll
    for (uint j = 0; j < REG_N; j++) {
      sum[i][j] = 0.0f;
    }
  }

  for (uint depth = 0; depth < k; depth += TILE_K) {
    load_a(a_tile, a + depth, lda, rows, k - depth, item);
    load_b(b_tile, b + (ulong)depth * ldb, ldb, k - depth, columns, item);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint t = 0; t < TILE_K; t++) {
      float column_of_a[REG_M];
      float row_of_b[REG_N];
#pragma unroll
      for (uint i = 0; i < REG_M; i++) {
        column_of_a[i] = a_tile[t * STRIDE_A + q + i * ITEMS_M];
      }
#pragma unroll
      for (uint j = 0; j < REG_N; j++) {
        row_of_b[j] = b_tile[t * STRIDE_B + p + j * ITEMS_N];
      }
#pragma unroll
      for (uint i = 0; i < REG_M; i++) {
#pragma unroll
        for (uint j = 0; j < REG_N; j++) {
          sum[i][j] = MULTIPLY_ADD(column_of_a[i], row_of_b[j], sum[i][j]);
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);  // before the next tiles overwrite these
  }

  const bool inside = rows >= TILE_M && columns >= TILE_N;
#pragma unroll
  for (uint i = 0; i < REG_M; i++) {
#pragma unroll
    for (uint j = 0; j < REG_N; j++) {
      const uint row = q + i * ITEMS_M;
      const uint column = p + j * ITEMS_N;
      if (inside || (row < rows && column < columns)) {
        c[row * ldc + column] = sum[i][j];
      }
    }
  }
}
