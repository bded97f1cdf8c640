// What a device can do at most: multiply-adds that wait for nothing, and memory that is read and written once. The
// figures beside which those of all other kernels stand.
//
// grid            limit_multiply_add: one dimension, as many work-items as keep the device busy, in groups of WORK_GROUP
//                 limit_copy: one dimension, ceil(vectors / ELEMENTS) work-items, rounded up to whole groups
// parameters      VECTOR      floats per vector
//                 CHAINS      sums of a work-item that do not depend on each other: enough of them hide how long
//                             a multiply-add takes, too many do not fit its registers
//                 ELEMENTS    vectors that a work-item copies
//                 WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           limit_copy: group g owns the vectors from g * WORK_GROUP * ELEMENTS on; its work-items take them
//                 in turns, so that neighbours read neighbours
// assumptions     less than 2^31 vectors; offsets count elements and need no alignment; y has a float for every
//                 work-item of limit_multiply_add
// edge            limit_copy: every vector is checked

#ifndef VECTOR
#error "VECTOR is not set"
#endif
#ifndef CHAINS
#error "CHAINS is not set"
#endif
#ifndef ELEMENTS
#error "ELEMENTS is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#define V VECTOR_OF(float, VECTOR)

// y[i] = the sum over chains c of s(c, rounds), where s(c, 0) = i % 4 + c and s(c, r + 1) = s(c, r) * factor + term:
// 2 * VECTOR * CHAINS * rounds operations. All floats of a vector are the same, which no compiler can know before
// the last line: they come from memory.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void limit_multiply_add(__global float* y, const ulong y_offset, __global const float* zeros,
                                 const ulong zeros_offset, const float factor, const float term, const uint rounds) {
  const uint i = (uint)get_global_id(0);
  const V nothing = VECTOR_LOAD(VECTOR, zeros + zeros_offset);
  const V x = nothing + factor;
  const V z = nothing + term;
  V sum[CHAINS];
  UNROLL for (int c = 0; c < CHAINS; c++) {
    sum[c] = nothing + (float)(i % 4 + c);
  }
  for (uint r = 0; r < rounds; r++) {
    CONTRACTED
    UNROLL for (int c = 0; c < CHAINS; c++) {
      sum[c] = MULTIPLY_ADD(sum[c], x, z);
    }
  }
  V all = nothing;
  UNROLL for (int c = 0; c < CHAINS; c++) {
    all += sum[c];
  }
  float t[VECTOR];
  VECTOR_STORE(VECTOR, all, t);
  float least = t[0];
  for (int v = 1; v < VECTOR; v++) {
    least = fmin(least, t[v]);
  }
  y[y_offset + i] = least;
}

// y[i] = x[i]
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void limit_copy(__global float* y, const ulong y_offset, __global const float* x, const ulong x_offset,
                         const uint vectors) {
  const uint first = (uint)get_group_id(0) * (WORK_GROUP * ELEMENTS) + (uint)get_local_id(0);
  UNROLL for (uint e = 0; e < ELEMENTS; e++) {
    const uint i = first + e * WORK_GROUP;
    if (i < vectors) {
      VECTOR_STORE(VECTOR, VECTOR_LOAD(VECTOR, x + x_offset + (ulong)i * VECTOR), y + y_offset + (ulong)i * VECTOR);
    }
  }
}
