// Stands before gemm_matrix.cl and does in ordinary code what a matrix engine does, so that any device can run that
// kernel: all lanes put their registers down, and each adds up the elements of c that are its own. Where the manuals say
// an element to be is written here the other way round than in the kernel: from the row and column to lane and register.

#define MATRIX_EMULATED

#if ENGINE == 1
#define LEFT_LANE(row, k) ((row) % 8 * 4 + (k) % 4)
#define LEFT_REGISTER(row, k) ((row) / 8 + (k) / 4 * 2)
#define RIGHT_LANE(k, column) ((column)*4 + (k) % 4)
#define RIGHT_REGISTER(k, column) ((k) / 4)
#define RESULT_LANE(row, column) ((row) % 8 * 4 + (column) / 2)
#define RESULT_REGISTER(row, column) ((row) / 8 * 2 + (column) % 2)
#elif ENGINE == 2
#define LEFT_LANE(row, k) ((row) % 8 * 4 + (k) % 8 / 2)
#define LEFT_REGISTER(row, k) ((k) / 8 * 4 + (row) / 8 * 2 + (k) % 2)
#define RIGHT_LANE(k, column) ((column)*4 + (k) % 8 / 2)
#define RIGHT_REGISTER(k, column) ((k) / 8 * 2 + (k) % 2)
#define RESULT_LANE(row, column) ((row) % 8 * 4 + (column) / 2)
#define RESULT_REGISTER(row, column) ((row) / 8 * 2 + (column) % 2)
#elif ENGINE == 3
#define LEFT_LANE(row, k) ((k) / 2)
#define LEFT_REGISTER(row, k) ((row)*2 + (k) % 2)
#define RIGHT_LANE(k, column) (column)
#define RIGHT_REGISTER(k, column) (k)
#define RESULT_LANE(row, column) (column)
#define RESULT_REGISTER(row, column) (row)
#elif ENGINE == 4
#define LEFT_LANE(row, k) (k)
#define LEFT_REGISTER(row, k) (row)
#define RIGHT_LANE(k, column) (column)
#define RIGHT_REGISTER(k, column) (k)
#define RESULT_LANE(row, column) (column)
#define RESULT_REGISTER(row, column) (row)
#elif ENGINE == 5
#define LEFT_LANE(row, k) ((k)*16 + (row))
#define LEFT_REGISTER(row, k) 0
#define RIGHT_LANE(k, column) ((k)*16 + (column))
#define RIGHT_REGISTER(k, column) 0
#define RESULT_LANE(row, column) ((row) / 4 * 16 + (column))
#define RESULT_REGISTER(row, column) ((row) % 4)
#else
// Both halves of the sub-group must hold A and b, so both are read.
#define LEFT_LANE(row, k) ((row) + (row) % 2 * ((k) % 2) * 16)
#define LEFT_REGISTER(row, k) (k)
#define RIGHT_LANE(k, column) ((column) + (k) % 2 * 16)
#define RIGHT_REGISTER(k, column) (k)
#define RESULT_LANE(row, column) ((row) % 2 * 16 + (column))
#define RESULT_REGISTER(row, column) ((row) / 2)
#endif

// What the engine sees of a register: of tf32 it does not look at the last 13 bits.
#define NUMBER_OF_1(x) as_float(as_uint(x) & 0xffffe000)
#define NUMBER_OF_2(x) as_float((uint)(x) << 16)
#define NUMBER_OF_3(x) NUMBER_OF_2(x)
#define NUMBER_OF_4(x) NUMBER_OF_2(x)
#define NUMBER_OF_5(x) (x)
#define NUMBER_OF_6(x) NUMBER_OF_2(x)
#define NUMBER(x) JOIN(NUMBER_OF_, ENGINE)(x)

#define MATRIX_LOCALS                         \
  __local STORED registers_a[ITEMS * A_EACH]; \
  __local STORED registers_b[ITEMS * B_EACH];

#define MATRIX_MULTIPLY(sum, x, y)                                                                              \
  {                                                                                                             \
    for (int e = 0; e < A_EACH; e++) {                                                                          \
      registers_a[item * A_EACH + e] = (x)[e];                                                                  \
    }                                                                                                           \
    for (int e = 0; e < B_EACH; e++) {                                                                          \
      registers_b[item * B_EACH + e] = (y)[e];                                                                  \
    }                                                                                                           \
    barrier(CLK_LOCAL_MEM_FENCE);                                                                               \
    for (int element = 0; element < ROWS * COLUMNS; element++) {                                                \
      const int row = element / COLUMNS;                                                                        \
      const int column = element % COLUMNS;                                                                     \
      if (RESULT_LANE(row, column) == lane) {                                                                   \
        float all = (sum)[RESULT_REGISTER(row, column)];                                                        \
        for (int k = 0; k < DEPTH; k++) {                                                                       \
          const int from_a = (sub_group * LANES + LEFT_LANE(row, k)) * A_EACH + LEFT_REGISTER(row, k);          \
          const int from_b = (sub_group * LANES + RIGHT_LANE(k, column)) * B_EACH + RIGHT_REGISTER(k, column);  \
          all += NUMBER(registers_a[from_a]) * NUMBER(registers_b[from_b]);                                     \
        }                                                                                                       \
        (sum)[RESULT_REGISTER(row, column)] = all;                                                              \
      }                                                                                                         \
    }                                                                                                           \
    barrier(CLK_LOCAL_MEM_FENCE);                                                                               \
  }
