// Softmax along rows of x of [rows, n], its logarithm, and the cross-entropies with their gradients.
//
// grid            one dimension: any number of groups of WORK_GROUP work-items, best one per row
// parameters      VECTOR      elements per load
//                 WORK_GROUP  work-items per group, a power of two
// local memory    WORK_GROUP floats where that is more than 1, else none
// index           group g takes the rows g, g + groups, ...; in a row, work-item l takes the vectors l,
//                 l + WORK_GROUP, ... and then of the elements behind the last vector l, l + WORK_GROUP, ...
// assumptions     all places below 2^31; offsets count elements and need no alignment; results overlap no
//                 input
// edge            what does not fill a vector is taken one by one
// order           given by n and the parameters alone: each work-item adds its lanes by halves, then a binary
//                 tree adds the work-items
// barriers        rows and the tree's level are the same for the whole group

#ifndef VECTOR
#error "VECTOR is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#define FLOATS VECTOR_OF(float, VECTOR)
#define LANE ((uint)get_local_id(0))
#define SUM 0
#define MAX 1

// Runs its body for the places i of this work-item's vectors in a row, or of its elements behind them.
#define FOR_VECTORS(i) for (uint i = LANE * VECTOR; i + VECTOR <= n; i += WORK_GROUP * VECTOR)
#define FOR_REST(i) for (uint i = n - n % VECTOR + LANE; i < n; i += WORK_GROUP)
#define FOR_ROWS(row) \
  for (uint row = (uint)get_group_id(0); row < rows; row += (uint)get_num_groups(0))
#define AT(row) ((ulong)(row) * n)

#if WORK_GROUP > 1
#define SHARED_FLOATS __local float shared[WORK_GROUP];
#define SHARED __local
#else
#define SHARED_FLOATS float shared[1];
#define SHARED __private
#endif

// A maximum with a NaN among its operands is a NaN.
#define GREATER(a, b) ((((a) > (b)) | isnan(a)) ? (a) : (b))

float combine(const int operation, const float a, const float b) {
  return operation == SUM ? a + b : GREATER(a, b);
}

float within(const int operation, const FLOATS several) {
  float each[VECTOR];
  VECTOR_STORE(VECTOR, several, each);
  for (uint half_width = VECTOR / 2; half_width > 0; half_width /= 2) {
    for (uint v = 0; v < half_width; v++) {
      each[v] = combine(operation, each[v], each[v + half_width]);
    }
  }
  return each[0];
}

// Combines what the work-items of the group have; all of them get the result.
float together(const int operation, const float mine, SHARED float* shared) {
#if WORK_GROUP > 1
  const uint lane = LANE;
  shared[lane] = mine;
  for (uint half_group = WORK_GROUP / 2; half_group > 0; half_group /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < half_group) {
      shared[lane] = combine(operation, shared[lane], shared[lane + half_group]);
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const float result = shared[0];
  barrier(CLK_LOCAL_MEM_FENCE);  // before the next call overwrites it
  return result;
#else
  return mine;
#endif
}

float row_maximum(__global const float* x, const uint n, SHARED float* shared) {
  FLOATS several = (FLOATS)(-INFINITY);
  FOR_VECTORS(i) {
    const FLOATS next = VECTOR_LOAD(VECTOR, x + i);
    several = GREATER(several, next);
  }
  float mine = within(MAX, several);
  FOR_REST(i) {
    mine = combine(MAX, mine, x[i]);
  }
  return together(MAX, mine, shared);
}

// The sum of e^(x - greatest).
float row_exponentials(__global const float* x, const float greatest, const uint n, SHARED float* shared) {
  FLOATS several = (FLOATS)(0.0f);
  FOR_VECTORS(i) {
    several += exp(VECTOR_LOAD(VECTOR, x + i) - greatest);
  }
  float mine = within(SUM, several);
  FOR_REST(i) {
    mine += exp(x[i] - greatest);
  }
  return together(SUM, mine, shared);
}

float row_sum(__global const float* x, const uint n, SHARED float* shared) {
  FLOATS several = (FLOATS)(0.0f);
  FOR_VECTORS(i) {
    several += VECTOR_LOAD(VECTOR, x + i);
  }
  float mine = within(SUM, several);
  FOR_REST(i) {
    mine += x[i];
  }
  return together(SUM, mine, shared);
}

// y = e^(x - m) / sum e^(x - m)
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void softmax(__global float* restrict y, const ulong y_offset, __global const float* restrict x,
                      const ulong x_offset, const uint rows, const uint n) {
  SHARED_FLOATS
  FOR_ROWS(row) {
    __global const float* from = x + x_offset + AT(row);
    __global float* to = y + y_offset + AT(row);
    const float greatest = row_maximum(from, n, shared);
    const float sum = row_exponentials(from, greatest, n, shared);
    FOR_VECTORS(i) {
      const FLOATS p = exp(VECTOR_LOAD(VECTOR, from + i) - greatest) / sum;
      VECTOR_STORE(VECTOR, p, to + i);
    }
    FOR_REST(i) {
      to[i] = exp(from[i] - greatest) / sum;
    }
  }
}

// y = x - m - log sum e^(x - m)
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void softmax_log(__global float* restrict y, const ulong y_offset, __global const float* restrict x,
                          const ulong x_offset, const uint rows, const uint n) {
  SHARED_FLOATS
  FOR_ROWS(row) {
    __global const float* from = x + x_offset + AT(row);
    __global float* to = y + y_offset + AT(row);
    const float greatest = row_maximum(from, n, shared);
    const float log_sum = log(row_exponentials(from, greatest, n, shared));
    FOR_VECTORS(i) {
      const FLOATS log_p = VECTOR_LOAD(VECTOR, from + i) - greatest - log_sum;
      VECTOR_STORE(VECTOR, log_p, to + i);
    }
    FOR_REST(i) {
      to[i] = from[i] - greatest - log_sum;
    }
  }
}

// loss[row] = -log softmax(x)[label[row]], NaN where the label names no column
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void softmax_sparse_loss(__global float* restrict loss, const ulong loss_offset,
                                  __global const float* restrict x, const ulong x_offset,
                                  __global const int* restrict labels, const ulong labels_offset,
                                  const uint rows, const uint n) {
  SHARED_FLOATS
  FOR_ROWS(row) {
    __global const float* from = x + x_offset + AT(row);
    const float greatest = row_maximum(from, n, shared);
    const float log_sum = log(row_exponentials(from, greatest, n, shared));
    if (LANE == 0) {
      const int label = labels[labels_offset + row];
      const bool valid = label >= 0 && label < (int)n;
      loss[loss_offset + row] = valid ? -(from[valid ? label : 0] - greatest - log_sum) : NAN;
    }
  }
}

// dx = (softmax(x) - onehot(label)) dloss
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void softmax_sparse_gradient(__global float* restrict dx, const ulong dx_offset,
                                      __global const float* restrict x, const ulong x_offset,
                                      __global const int* restrict labels, const ulong labels_offset,
                                      __global const float* restrict dloss, const ulong dloss_offset,
                                      const uint rows, const uint n) {
  SHARED_FLOATS
  FOR_ROWS(row) {
    __global const float* from = x + x_offset + AT(row);
    __global float* to = dx + dx_offset + AT(row);
    const float greatest = row_maximum(from, n, shared);
    const float sum = row_exponentials(from, greatest, n, shared);
    const uint label = (uint)labels[labels_offset + row];
    const float d = dloss[dloss_offset + row];
    FOR_VECTORS(i) {
      float each[VECTOR];
      VECTOR_STORE(VECTOR, exp(VECTOR_LOAD(VECTOR, from + i) - greatest) / sum, each);
      if (label - i < VECTOR) {
        each[label - i] -= 1.0f;
      }
      VECTOR_STORE(VECTOR, VECTOR_LOAD(VECTOR, each) * d, to + i);
    }
    FOR_REST(i) {
      to[i] = (exp(from[i] - greatest) / sum - (i == label ? 1.0f : 0.0f)) * d;
    }
  }
}

// loss[row] = -sum targets log softmax(x)
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void softmax_loss(__global float* restrict loss, const ulong loss_offset,
                           __global const float* restrict x, const ulong x_offset,
                           __global const float* restrict targets, const ulong targets_offset,
                           const uint rows, const uint n) {
  SHARED_FLOATS
  FOR_ROWS(row) {
    __global const float* from = x + x_offset + AT(row);
    __global const float* target = targets + targets_offset + AT(row);
    const float greatest = row_maximum(from, n, shared);
    const float log_sum = log(row_exponentials(from, greatest, n, shared));
    FLOATS several = (FLOATS)(0.0f);
    FOR_VECTORS(i) {
      several += VECTOR_LOAD(VECTOR, target + i) * (VECTOR_LOAD(VECTOR, from + i) - greatest - log_sum);
    }
    float mine = within(SUM, several);
    FOR_REST(i) {
      mine += target[i] * (from[i] - greatest - log_sum);
    }
    const float sum = together(SUM, mine, shared);
    if (LANE == 0) {
      loss[loss_offset + row] = -sum;
    }
  }
}

// dx = (softmax(x) sum(targets) - targets) dloss
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void softmax_gradient(__global float* restrict dx, const ulong dx_offset,
                               __global const float* restrict x, const ulong x_offset,
                               __global const float* restrict targets, const ulong targets_offset,
                               __global const float* restrict dloss, const ulong dloss_offset,
                               const uint rows, const uint n) {
  SHARED_FLOATS
  FOR_ROWS(row) {
    __global const float* from = x + x_offset + AT(row);
    __global const float* target = targets + targets_offset + AT(row);
    __global float* to = dx + dx_offset + AT(row);
    const float greatest = row_maximum(from, n, shared);
    const float sum = row_exponentials(from, greatest, n, shared);
    const float mass = row_sum(target, n, shared);
    const float d = dloss[dloss_offset + row];
    FOR_VECTORS(i) {
      const FLOATS p = exp(VECTOR_LOAD(VECTOR, from + i) - greatest) / sum;
      VECTOR_STORE(VECTOR, (p * mass - VECTOR_LOAD(VECTOR, target + i)) * d, to + i);
    }
    FOR_REST(i) {
      to[i] = (exp(from[i] - greatest) / sum * mass - target[i]) * d;
    }
  }
}
