// Batch normalisation of x of [rows, channels] by the statistics of its columns, and its gradient.
//
// grid            one dimension: a work-item per VECTOR channels of a block of rows, rounded up to whole groups
//                 of WORK_GROUP
// parameters      VECTOR      channels per work-item
//                 WORK_GROUP  work-items per group
//                 SHORTCUT    1 if another tensor is added to what is normalised
//                 KEEP        1 if the sum before the activation is wanted too
//                 ACTIVATE    1 if what stands before this file defines FLOATS activate(FLOATS)
// local memory    none, and no barrier
// index           work-item i takes the vector i % columns of the channels and the block i / columns of rows,
//                 so that neighbours read neighbouring channels
// assumptions     columns = channels / VECTOR; every block has height rows but the last; all places below 2^31;
//                 offsets count elements and need no alignment; results overlap no input
// edge            the last block is shorter
// order           given by the shape, height and the parameters alone
//
// A block's statistics are its mean and the sum of squares around it. Blocks are merged, some at a time, as in
// T. Chan, G. Golub, R. LeVeque: "Updating formulae and a pairwise algorithm for computing sample variances", 1979.

#ifndef VECTOR
#error "VECTOR is not set"
#endif
#ifndef WORK_GROUP
#error "WORK_GROUP is not set"
#endif

#ifndef SHORTCUT
#error "SHORTCUT is not set"
#endif
#ifndef KEEP
#error "KEEP is not set"
#endif
#ifndef ACTIVATE
#error "ACTIVATE is not set"
#endif

#define FLOATS VECTOR_OF(float, VECTOR)
#define AT_ONCE 8

// Where a work-item is: block, of which the first row and the number of rows are given, and channel.
#define LOCATE(all_rows, rows_each)                                \
  const uint i = (uint)get_global_id(0);                           \
  const uint block = i / columns;                                  \
  const uint first = block * (rows_each);                          \
  if (first >= (all_rows)) {                                       \
    return;                                                        \
  }                                                                \
  const uint count = min((rows_each), (all_rows) - first);         \
  const uint channels = columns * VECTOR;                          \
  const uint channel = (i - block * columns) * VECTOR;

// Differences of infinities are NaNs. An infinite value makes the mean infinite, which the plain one is, and
// the variance a NaN.
#define MEAN_OF(mean, plain) (isnan(mean) ? (plain) : (mean))
#define SQUARES_OF(squares, mean) ((squares) + ((mean) - (mean)))

#define CHANNEL_VALUE(name) VECTOR_LOAD(VECTOR, name + name##_offset + channel)

// Mean and squares of each block, the latter divided by divisor: [blocks, channels] each.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void batch_norm_statistics(__global float* restrict means, const ulong means_offset,
                                    __global float* restrict squares, const ulong squares_offset,
                                    __global const float* restrict x, const ulong x_offset,
                                    const uint rows, const uint columns, const uint height,
                                    const float divisor) {
  LOCATE(rows, height)
  __global const float* from = x + x_offset + first * channels + channel;
  FLOATS mean = (FLOATS)(0.0f);
  FLOATS squares_here = (FLOATS)(0.0f);
  FLOATS sum = (FLOATS)(0.0f);
  uint r = 0;
  for (; r + AT_ONCE <= count; r += AT_ONCE) {
    FLOATS values[AT_ONCE];
    FLOATS some_sum = (FLOATS)(0.0f);
    UNROLL for (uint k = 0; k < AT_ONCE; k++) {
      values[k] = VECTOR_LOAD(VECTOR, from + (r + k) * channels);
      some_sum += values[k];
    }
    sum += some_sum;
    const FLOATS some_mean = some_sum * (1.0f / AT_ONCE);
    FLOATS some_squares = (FLOATS)(0.0f);
    UNROLL for (uint k = 0; k < AT_ONCE; k++) {
      CONTRACTED
      const FLOATS centred = values[k] - some_mean;
      some_squares = MULTIPLY_ADD(centred, centred, some_squares);
    }
    if (r == 0) {
      mean = some_mean;
      squares_here = some_squares;
    } else {
      const FLOATS delta = some_mean - mean;
      const float share = (float)AT_ONCE / (float)(r + AT_ONCE);
      mean += delta * share;
      squares_here += some_squares + delta * delta * ((float)r * share);
    }
  }
  for (; r < count; r++) {
    const FLOATS value = VECTOR_LOAD(VECTOR, from + r * channels);
    sum += value;
    if (r == 0) {
      mean = value;
    } else {
      const FLOATS delta = value - mean;
      const float share = 1.0f / (float)(r + 1);
      mean += delta * share;
      squares_here += delta * delta * ((float)r * share);
    }
  }
  mean = MEAN_OF(mean, sum / (float)count);
  squares_here = SQUARES_OF(squares_here, mean);
  VECTOR_STORE(VECTOR, mean, means + means_offset + block * channels + channel);
  VECTOR_STORE(VECTOR, squares_here / divisor, squares + squares_offset + block * channels + channel);
}

// Merges each `height` of the blocks to one. A block stands for `weight` rows, the last for what is left of rows.
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void batch_norm_merge(__global float* restrict means, const ulong means_offset,
                               __global float* restrict squares, const ulong squares_offset,
                               __global const float* restrict block_means, const ulong block_means_offset,
                               __global const float* restrict block_squares, const ulong block_squares_offset,
                               const uint blocks, const uint columns, const uint height, const uint weight,
                               const uint rows, const float divisor) {
  LOCATE(blocks, height)
  __global const float* from_means = block_means + block_means_offset + first * channels + channel;
  __global const float* from_squares = block_squares + block_squares_offset + first * channels + channel;
  const uint all = min(count * weight, rows - first * weight);
  FLOATS mean = VECTOR_LOAD(VECTOR, from_means);
  FLOATS plain = mean * ((float)min(weight, all) / (float)all);
  FLOATS squares_here = VECTOR_LOAD(VECTOR, from_squares);
  for (uint k = 1; k < count; k++) {
    const uint before = k * weight;
    const uint more = min(weight, all - before);
    const float share = (float)more / (float)(before + more);
    const FLOATS next = VECTOR_LOAD(VECTOR, from_means + k * channels);
    const FLOATS delta = next - mean;
    mean += delta * share;
    plain += next * ((float)more / (float)all);
    squares_here += VECTOR_LOAD(VECTOR, from_squares + k * channels) + delta * delta * ((float)before * share);
  }
  mean = MEAN_OF(mean, plain);
  squares_here = SQUARES_OF(squares_here, mean);
  VECTOR_STORE(VECTOR, mean, means + means_offset + block * channels + channel);
  VECTOR_STORE(VECTOR, squares_here / divisor, squares + squares_offset + block * channels + channel);
}

// y = activation(gamma (x - mean) / sqrt(variance + epsilon) + beta + shortcut)
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void batch_norm_normalize(__global float* restrict y, const ulong y_offset,
                                   __global float* kept, const ulong kept_offset,
                                   __global const float* restrict x, const ulong x_offset,
                                   __global const float* restrict gamma, const ulong gamma_offset,
                                   __global const float* restrict beta, const ulong beta_offset,
                                   __global const float* restrict mean, const ulong mean_offset,
                                   __global const float* restrict variance, const ulong variance_offset,
                                   __global const float* shortcut, const ulong shortcut_offset,
                                   const uint rows, const uint columns, const uint height,
                                   const float epsilon) {
  LOCATE(rows, height)
  const FLOATS centre = CHANNEL_VALUE(mean);
  const FLOATS scale = CHANNEL_VALUE(gamma) * rsqrt(CHANNEL_VALUE(variance) + epsilon);
  const FLOATS shift = CHANNEL_VALUE(beta);
  __global const float* from = x + x_offset + first * channels + channel;
  __global float* to = y + y_offset + first * channels + channel;
  for (uint r = 0; r < count; r++) {
    CONTRACTED
    const FLOATS centred = VECTOR_LOAD(VECTOR, from + r * channels) - centre;
    FLOATS z = MULTIPLY_ADD(centred, scale, shift);
#if SHORTCUT
    z += VECTOR_LOAD(VECTOR, shortcut + shortcut_offset + (first + r) * channels + channel);
#endif
#if KEEP
    VECTOR_STORE(VECTOR, z, kept + kept_offset + (first + r) * channels + channel);
#endif
#if ACTIVATE
    z = activate(z);
#endif
    VECTOR_STORE(VECTOR, z, to + r * channels);
  }
}

// The sums of dy and of dy (x - mean) over each block: [blocks, 2, channels].
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void batch_norm_sums(__global float* restrict sums, const ulong sums_offset,
                              __global const float* restrict x, const ulong x_offset,
                              __global const float* restrict mean, const ulong mean_offset,
                              __global const float* restrict dy, const ulong dy_offset, const uint rows,
                              const uint columns, const uint height) {
  LOCATE(rows, height)
  const FLOATS centre = CHANNEL_VALUE(mean);
  __global const float* from_x = x + x_offset + first * channels + channel;
  __global const float* from_dy = dy + dy_offset + first * channels + channel;
  FLOATS sum = (FLOATS)(0.0f);
  FLOATS products = (FLOATS)(0.0f);
  for (uint r = 0; r < count; r++) {
    CONTRACTED
    const FLOATS d = VECTOR_LOAD(VECTOR, from_dy + r * channels);
    const FLOATS centred = VECTOR_LOAD(VECTOR, from_x + r * channels) - centre;
    sum += d;
    products = MULTIPLY_ADD(d, centred, products);
  }
  __global float* to = sums + sums_offset + 2 * block * channels + channel;
  VECTOR_STORE(VECTOR, sum, to);
  VECTOR_STORE(VECTOR, products, to + channels);
}

// With inverse = 1 / sqrt(variance + epsilon) and the sums [2, channels] over all rows: dbeta is the first,
// dgamma the second times inverse, dx = gamma inverse (dy - dbeta / rows - (x - mean) inverse dgamma / rows).
__attribute__((reqd_work_group_size(WORK_GROUP, 1, 1)))
__kernel void batch_norm_gradient(__global float* restrict dx, const ulong dx_offset,
                                  __global float* restrict dgamma, const ulong dgamma_offset,
                                  __global float* restrict dbeta, const ulong dbeta_offset,
                                  __global const float* restrict x, const ulong x_offset,
                                  __global const float* restrict gamma, const ulong gamma_offset,
                                  __global const float* restrict mean, const ulong mean_offset,
                                  __global const float* restrict variance, const ulong variance_offset,
                                  __global const float* restrict dy, const ulong dy_offset,
                                  __global const float* restrict sums, const ulong sums_offset,
                                  const uint rows, const uint columns, const uint height,
                                  const float epsilon, const float per_row) {
  LOCATE(rows, height)
  const FLOATS centre = CHANNEL_VALUE(mean);
  const FLOATS inverse = rsqrt(CHANNEL_VALUE(variance) + epsilon);
  const FLOATS sum = CHANNEL_VALUE(sums);
  const FLOATS product = VECTOR_LOAD(VECTOR, sums + sums_offset + channels + channel) * inverse;
  const FLOATS scale = CHANNEL_VALUE(gamma) * inverse;
  const FLOATS slope = product * per_row * inverse;
  const FLOATS level = sum * per_row;
  __global const float* from_x = x + x_offset + first * channels + channel;
  __global const float* from_dy = dy + dy_offset + first * channels + channel;
  __global float* to = dx + dx_offset + first * channels + channel;
  for (uint r = 0; r < count; r++) {
    CONTRACTED
    const FLOATS centred = VECTOR_LOAD(VECTOR, from_x + r * channels) - centre;
    const FLOATS d = VECTOR_LOAD(VECTOR, from_dy + r * channels) - level;
    VECTOR_STORE(VECTOR, MULTIPLY_ADD(-centred, slope, d) * scale, to + r * channels);
  }
  if (block == 0) {
    VECTOR_STORE(VECTOR, product, dgamma + dgamma_offset + channel);
    VECTOR_STORE(VECTOR, sum, dbeta + dbeta_offset + channel);
  }
}
