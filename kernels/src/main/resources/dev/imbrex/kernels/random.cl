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

// In scalars, which a compiler can turn into vectors across work-items.
uint4 random_words(const uint block, const uint stream, __global const uint* state) {
  uint c0 = block;
  uint c1 = stream;
  uint c2 = state[2];
  uint c3 = state[3];
  uint key_0 = state[0];
  uint key_1 = state[1];
  UNROLL for (uint round = 0; round < 10; round++) {
    const ulong product_0 = (ulong)c0 * 0xD2511F53u;
    const ulong product_1 = (ulong)c2 * 0xCD9E8D57u;
    c0 = (uint)(product_1 >> 32) ^ c1 ^ key_0;
    c1 = (uint)product_1;
    c2 = (uint)(product_0 >> 32) ^ c3 ^ key_1;
    c3 = (uint)product_0;
    key_0 += 0x9E3779B9u;
    key_1 += 0xBB67AE85u;
  }
  return (uint4)(c0, c1, c2, c3);
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
