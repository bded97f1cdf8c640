/**
 * Regularisers: penalties on parameters that are added to the loss.
 *
 * <p>Written in ops, so that autodiff gives their gradient. A new one is a record here with a line
 * in {@link dev.imbrex.nn.regularize.Regularizers}.
 */
@NullMarked
package dev.imbrex.nn.regularize;

import org.jspecify.annotations.NullMarked;
