/**
 * Metrics: what people want to know of a network beside its loss.
 *
 * <p>Each is a sum and a count that add up on the device over many batches. A new one is a constant
 * of {@code StandardMetric} or a record of its own, with a line in {@link
 * dev.imbrex.nn.metric.Metrics}.
 */
@NullMarked
package dev.imbrex.nn.metric;

import org.jspecify.annotations.NullMarked;
