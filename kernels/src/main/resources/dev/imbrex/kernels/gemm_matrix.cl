// Plain matrix products c = A b on the matrix engines of GPUs: a sub-group of work-items multiplies small matrices whose
// elements lie scattered over its registers. Each engine is a few macros; all else is common to them.
//
// grid            group (x, y): the columns of tile x and the rows of tile y, ITEMS work-items in one dimension
// parameters      ENGINE            which instruction, as below
//                 FRAG_M, FRAG_N    small matrices of a sub-group, down and to the right
//                 SUB_M, SUB_N      sub-groups of a group, down and to the right
//                 STEPS             small matrices along k that are held in local memory at a time
//                 BIAS              1 if bias[column] is added
//                 KEEP              1 if the sum before the activation is wanted too
//                 ACTIVATE          1 if what stands before this file defines float activate(float)
// local memory    a tile of A and one of b, as the engine takes them; both barriers of a step are reached by all
// index           A's element (m, k) is at m * a_row + k * a_k, b's (k, n) at k * b_k + n * b_column, c's (m, n) at
//                 m * ldc + n: transposed operands differ in the distances only. Which lane of a sub-group holds which
//                 element of a small matrix is what the vendors' manuals say: PTX ISA "Matrix Fragments for mma", the
//                 specification of cl_intel_subgroup_matrix_multiply_accumulate, AMD's CDNA and RDNA 3 ISA.
// assumptions     tensors have less than 2^31 elements; sub-groups have as many work-items as the engine wants and are
//                 those next to each other in a group; c overlaps neither a nor b
// edge            what lies outside A and b is zero in the tiles; what lies outside c is not stored
// order           a small matrix at a time, ascending over k; within one as the hardware does it, the same on every run
//
// ENGINE 1  NVIDIA, from compute capability 8.0: mma.sync.m16n8k8, tf32 (8 bits of exponent, 10 of fraction)
// ENGINE 2  NVIDIA, from compute capability 8.0: mma.sync.m16n8k16, bfloat16
// ENGINE 3  Intel with sub-groups of 8 (Arc): intel_sub_group_bf16_bf16_matrix_mad_k16
// ENGINE 4  Intel with sub-groups of 16 (Data Center Max, Arc B): the same
// ENGINE 5  AMD CDNA: v_mfma_f32_16x16x4f32, float32 throughout
// ENGINE 6  AMD RDNA 3: v_wmma_f32_16x16x16_bf16
//
// A device without its engine does not compile this, which is how it is found out. Where MATRIX_EMULATED is defined, what
// stands before this file defines MATRIX_LOCALS and MATRIX_MULTIPLY, which do by ordinary code what the engine does.

#ifndef ENGINE
#error "ENGINE is not set"
#endif
#ifndef FRAG_M
#error "FRAG_M is not set"
#endif
#ifndef FRAG_N
#error "FRAG_N is not set"
#endif
#ifndef SUB_M
#error "SUB_M is not set"
#endif
#ifndef SUB_N
#error "SUB_N is not set"
#endif
#ifndef STEPS
#error "STEPS is not set"
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

// ROWS x COLUMNS x DEPTH is a small product; a lane holds A_EACH, B_EACH and C_EACH of its elements, the e-th of which
// is where the macros say. STORED is a number as the engine takes it, BFLOAT16 says that that is the upper half of a float.
#if ENGINE == 1
#define BFLOAT16 0
#define LANES 32
#define ROWS 16
#define COLUMNS 8
#define DEPTH 8
#define A_EACH 4
#define A_ROW(lane, e) ((lane) / 4 + (e) % 2 * 8)
#define A_K(lane, e) ((lane) % 4 + (e) / 2 * 4)
#define B_EACH 2
#define B_K(lane, e) ((lane) % 4 + (e)*4)
#define B_COLUMN(lane, e) ((lane) / 4)
#define C_EACH 4
#define C_ROW(lane, e) ((lane) / 4 + (e) / 2 * 8)
#define C_COLUMN(lane, e) ((lane) % 4 * 2 + (e) % 2)
#elif ENGINE == 2
#define BFLOAT16 1
#define LANES 32
#define ROWS 16
#define COLUMNS 8
#define DEPTH 16
#define A_EACH 8
#define A_ROW(lane, e) ((lane) / 4 + (e) / 2 % 2 * 8)
#define A_K(lane, e) ((lane) % 4 * 2 + (e) % 2 + (e) / 4 * 8)
#define B_EACH 4
#define B_K(lane, e) ((lane) % 4 * 2 + (e) % 2 + (e) / 2 * 8)
#define B_COLUMN(lane, e) ((lane) / 4)
#define C_EACH 4
#define C_ROW(lane, e) ((lane) / 4 + (e) / 2 * 8)
#define C_COLUMN(lane, e) ((lane) % 4 * 2 + (e) % 2)
#elif ENGINE == 3
#define BFLOAT16 1
#define LANES 8
#define ROWS 8
#define COLUMNS 8
#define DEPTH 16
#define A_EACH 16
#define A_ROW(lane, e) ((e) / 2)
#define A_K(lane, e) ((lane)*2 + (e) % 2)
#define B_EACH 16
#define B_K(lane, e) (e)
#define B_COLUMN(lane, e) (lane)
#define C_EACH 8
#define C_ROW(lane, e) (e)
#define C_COLUMN(lane, e) (lane)
#elif ENGINE == 4
#define BFLOAT16 1
#define LANES 16
#define ROWS 8
#define COLUMNS 16
#define DEPTH 16
#define A_EACH 8
#define A_ROW(lane, e) (e)
#define A_K(lane, e) (lane)
#define B_EACH 16
#define B_K(lane, e) (e)
#define B_COLUMN(lane, e) (lane)
#define C_EACH 8
#define C_ROW(lane, e) (e)
#define C_COLUMN(lane, e) (lane)
#elif ENGINE == 5
#define BFLOAT16 0
#define LANES 64
#define ROWS 16
#define COLUMNS 16
#define DEPTH 4
#define A_EACH 1
#define A_ROW(lane, e) ((lane) % 16)
#define A_K(lane, e) ((lane) / 16)
#define B_EACH 1
#define B_K(lane, e) ((lane) / 16)
#define B_COLUMN(lane, e) ((lane) % 16)
#define C_EACH 4
#define C_ROW(lane, e) ((lane) / 16 * 4 + (e))
#define C_COLUMN(lane, e) ((lane) % 16)
#else
// Lanes 16 to 31 hold of A and b what lanes 0 to 15 do.
#define BFLOAT16 1
#define LANES 32
#define ROWS 16
#define COLUMNS 16
#define DEPTH 16
#define A_EACH 16
#define A_ROW(lane, e) ((lane) % 16)
#define A_K(lane, e) (e)
#define B_EACH 16
#define B_K(lane, e) (e)
#define B_COLUMN(lane, e) ((lane) % 16)
#define C_EACH 8
#define C_ROW(lane, e) ((lane) / 16 + (e)*2)
#define C_COLUMN(lane, e) ((lane) % 16)
#endif

#if BFLOAT16
#define STORED ushort
#else
#define STORED float
#endif

// The nearest number that the engine takes, of two as near the even one (bfloat16) or the greater in size (tf32, as
// cvt.rna does). What is not a number stays so.
inline STORED stored(const float x) {
#if BFLOAT16
  const uint bits = as_uint(x);
  return (ushort)((isnan(x) ? bits | 0x400000 : bits + 0x7fff + (bits >> 16 & 1)) >> 16);
#elif ENGINE == 1
  const uint bits = as_uint(x);
  return as_float(isnan(x) ? bits | 0x400000 : (bits + 0x1000) & 0xffffe000);
#else
  return x;
#endif
}

// Two numbers of 16 bits in a register, the first in its lower half.
#define PAIR(x, i) ((uint)(x)[i] | (uint)(x)[(i) + 1] << 16)
#define PAIRS_OF_8(x) (int8)(PAIR(x, 0), PAIR(x, 2), PAIR(x, 4), PAIR(x, 6), PAIR(x, 8), PAIR(x, 10), PAIR(x, 12), PAIR(x, 14))

// sum += A b for the small matrices of which these are a lane's elements
#ifdef MATRIX_EMULATED
#define SUB_GROUPS
#elif ENGINE == 1
#define SUB_GROUPS
#define MATRIX_LOCALS
#define MATRIX_MULTIPLY(sum, x, y)                                                                            \
  __asm__ volatile(                                                                                           \
      "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};" \
      : "+f"((sum)[0]), "+f"((sum)[1]), "+f"((sum)[2]), "+f"((sum)[3])                                        \
      : "r"(as_uint((x)[0])), "r"(as_uint((x)[1])), "r"(as_uint((x)[2])), "r"(as_uint((x)[3])),               \
        "r"(as_uint((y)[0])), "r"(as_uint((y)[1])));
#elif ENGINE == 2
#define SUB_GROUPS
#define MATRIX_LOCALS
#define MATRIX_MULTIPLY(sum, x, y)                                                                               \
  __asm__ volatile(                                                                                              \
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};" \
      : "+f"((sum)[0]), "+f"((sum)[1]), "+f"((sum)[2]), "+f"((sum)[3])                                           \
      : "r"(PAIR(x, 0)), "r"(PAIR(x, 2)), "r"(PAIR(x, 4)), "r"(PAIR(x, 6)), "r"(PAIR(y, 0)), "r"(PAIR(y, 2)));
#elif ENGINE == 3
#define SUB_GROUPS __attribute__((intel_reqd_sub_group_size(8)))
#define MATRIX_LOCALS
#define MATRIX_MULTIPLY(sum, x, y) \
  vstore8(intel_sub_group_bf16_bf16_matrix_mad_k16(PAIRS_OF_8(x), PAIRS_OF_8(y), vload8(0, sum)), 0, sum);
#elif ENGINE == 4
#define SUB_GROUPS __attribute__((intel_reqd_sub_group_size(16)))
#define MATRIX_LOCALS
#define MATRIX_MULTIPLY(sum, x, y) \
  vstore8(intel_sub_group_bf16_bf16_matrix_mad_k16(as_short8(vload8(0, x)), PAIRS_OF_8(y), vload8(0, sum)), 0, sum);
#elif ENGINE == 5
#define SUB_GROUPS
#define MATRIX_LOCALS
#define MATRIX_MULTIPLY(sum, x, y) \
  vstore4(__builtin_amdgcn_mfma_f32_16x16x4f32((x)[0], (y)[0], vload4(0, sum), 0, 0, 0), 0, sum);
#else
#define SUB_GROUPS
#define MATRIX_LOCALS
#define MATRIX_MULTIPLY(sum, x, y)                                                                                 \
  vstore8(__builtin_amdgcn_wmma_f32_16x16x16_bf16_w32(as_short16(vload16(0, x)), as_short16(vload16(0, y)), vload8(0, sum)), \
          0, sum);
#endif

#define ITEMS (LANES * SUB_M * SUB_N)
#define TILE_M (ROWS * FRAG_M * SUB_M)
#define TILE_N (COLUMNS * FRAG_N * SUB_N)
#define TILE_K (DEPTH * STEPS)

// One element more per row keeps the lanes of a column out of each other's banks.
#define LEFT_ROW (TILE_K + 1)
#define RIGHT_ROW (TILE_N + 1)

SUB_GROUPS
__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
__kernel void gemm_matrix_f32(
    __global float* c, const ulong c_offset, __global float* kept, const ulong kept_offset,
    __global const float* a, const ulong a_offset, __global const float* b, const ulong b_offset,
    __global const float* bias, const ulong bias_offset, const int m, const int n, const int k_total, const int a_row,
    const int a_k, const int b_k, const int b_column, const int ldc) {
  __local STORED left[TILE_M * LEFT_ROW];
  __local STORED right[TILE_K * RIGHT_ROW];
  MATRIX_LOCALS
  const int item = (int)get_local_id(0);
  const int lane = item % LANES;
  const int sub_group = item / LANES;
  const int sub_row = sub_group / SUB_N * (ROWS * FRAG_M);
  const int sub_column = sub_group % SUB_N * (COLUMNS * FRAG_N);
  const int first_row = (int)get_group_id(1) * TILE_M;
  const int first_column = (int)get_group_id(0) * TILE_N;
  a += a_offset;
  b += b_offset;

  float sum[FRAG_M][FRAG_N][C_EACH];
  UNROLL for (int i = 0; i < FRAG_M; i++) {
    UNROLL for (int j = 0; j < FRAG_N; j++) {
      UNROLL for (int e = 0; e < C_EACH; e++) {
        sum[i][j][e] = 0.0f;
      }
    }
  }

  for (int first_k = 0; first_k < k_total; first_k += TILE_K) {
    for (int i = item; i < TILE_M * TILE_K; i += ITEMS) {
      const int row = first_row + i / TILE_K;
      const int k = first_k + i % TILE_K;
      left[i / TILE_K * LEFT_ROW + i % TILE_K] = stored(row < m && k < k_total ? a[row * a_row + k * a_k] : 0.0f);
    }
    for (int i = item; i < TILE_K * TILE_N; i += ITEMS) {
      const int k = first_k + i / TILE_N;
      const int column = first_column + i % TILE_N;
      right[i / TILE_N * RIGHT_ROW + i % TILE_N] = stored(k < k_total && column < n ? b[k * b_k + column * b_column] : 0.0f);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int step = 0; step < STEPS; step++) {
      STORED y[FRAG_N][B_EACH];
      UNROLL for (int j = 0; j < FRAG_N; j++) {
        UNROLL for (int e = 0; e < B_EACH; e++) {
          y[j][e] = right[(step * DEPTH + B_K(lane, e)) * RIGHT_ROW + sub_column + j * COLUMNS + B_COLUMN(lane, e)];
        }
      }
      UNROLL for (int i = 0; i < FRAG_M; i++) {
        STORED x[A_EACH];
        UNROLL for (int e = 0; e < A_EACH; e++) {
          x[e] = left[(sub_row + i * ROWS + A_ROW(lane, e)) * LEFT_ROW + step * DEPTH + A_K(lane, e)];
        }
        UNROLL for (int j = 0; j < FRAG_N; j++) {
          MATRIX_MULTIPLY(sum[i][j], x, y[j])
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  UNROLL for (int i = 0; i < FRAG_M; i++) {
    UNROLL for (int j = 0; j < FRAG_N; j++) {
      UNROLL for (int e = 0; e < C_EACH; e++) {
        const int row = first_row + sub_row + i * ROWS + C_ROW(lane, e);
        const int column = first_column + sub_column + j * COLUMNS + C_COLUMN(lane, e);
        if (row < m && column < n) {
          const ulong place = (ulong)(uint)row * (uint)ldc + (uint)column;
          float z = sum[i][j][e];
#if BIAS
          z += bias[bias_offset + column];
#endif
#if KEEP
          kept[kept_offset + place] = z;
#endif
#if ACTIVATE
          c[c_offset + place] = activate(z);
#else
          c[c_offset + place] = z;
#endif
        }
      }
    }
  }
}
