package dev.imbrex.nn.metric;

import dev.imbrex.op.Value;

/**
 * A batch's share of a metric, which is sum over count when all batches are through.
 *
 * @param sum a scalar of the outputs' element type
 * @param count how many predictions it sums up
 */
public record Tally(Value sum, long count) {}
