/**
 * Losses: how wrong a network is, as one number to be made small.
 *
 * <p>Written in ops; cross-entropies take logits, so that they stay finite. A new one is a constant
 * of {@code StandardLoss} or any other {@link dev.imbrex.nn.loss.Loss}; smoothed labels and class
 * weights are options of the two cross-entropies of softmax.
 */
@NullMarked
package dev.imbrex.nn.loss;

import org.jspecify.annotations.NullMarked;
