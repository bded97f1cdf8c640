// Random words of Philox4x32-10 (Salmon et al., 2011), and the dropout that they decide.
//
// grid            one dimension: ceil(n / 4) work-items, rounded up to whole groups of WORK_GROUP
// parameters      WORK_GROUP  work-items per group
// local memory    none, and no barrier
// index           work-item i makes the block with counter (i, stream, counter2, counter3), whose four words
//                 belong to the elements from 4 i on
// assumptions     n < 2^31; offsets count elements and need no alignment; state is (key0, key1, counter2,
//                 counter3)
// edge            the work-item with the last elements checks each, all others check none

#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

uint4 random_words(const uint block, const uint stream, __global const uint* state) {
  uint4 counter = (uint4)(block, stream, state[2], state[3]);
  uint2 key = (uint2)(state[0], state[1]);
#pragma unroll
  for (uint round = 0; round < 10; round++) {
    const uint low_0 = 0xD2511F53u * counter.s0;
    const uint high_0 = mul_hi(0xD2511F53u, counter.s0);
    const uint low_1 = 0xCD9E8D57u * counter.s2;
    const uint high_1 = mul_hi(0xCD9E8D57u, counter.s2);
    counter = (uint4)(high_1 ^ counter.s1 ^ key.s0, low_1, high_0 ^ counter.s3 ^ key.s1, low_0);
    key += (uint2)(0x9E3779B9u, 0xBB67AE85u);
  }
  return counter;
}

__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void random_bits(__global uint* y, const ulong y_offset, __global const uint* state,
                          const ulong state_offset, const uint stream, const uint n) {
  const uint block = (uint)get_global_id(0);
  const uint first = 4 * block;
  if (first >= n) {
    return;
  }
  const uint4 words = random_words(block, stream, state + state_offset);
  __global uint* to = y + y_offset + first;
  if (n - first >= 4) {
    vstore4(words, 0, to);
  } else {
    uint each[4];
    vstore4(words, 0, each);
    for (uint e = 0; e < n - first; e++) {
      to[e] = each[e];
    }
  }
}

// y[i] = x[i] scale where the element's random word is at least threshold, else 0
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void random_dropout(__global float* y, const ulong y_offset, __global const float* x,
                             const ulong x_offset, __global const uint* state, const ulong state_offset,
                             const uint stream, const uint threshold, const float scale, const uint n) {
  const uint block = (uint)get_global_id(0);
  const uint first = 4 * block;
  if (first >= n) {
    return;
  }
  const uint4 words = random_words(block, stream, state + state_offset);
  __global const float* from = x + x_offset + first;
  __global float* to = y + y_offset + first;
  if (n - first >= 4) {
    vstore4(words >= threshold ? vload4(0, from) * scale : (float4)(0.0f), 0, to);
  } else {
    uint each[4];
    vstore4(words, 0, each);
    for (uint e = 0; e < n - first; e++) {
      to[e] = each[e] >= threshold ? from[e] * scale : 0.0f;
    }
  }
}
