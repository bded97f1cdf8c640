/**
 * Activation functions as options of layers.
 *
 * <p>The functions themselves are ops; a new one begins as a constant of {@code
 * dev.imbrex.op.composite.ActivationFn}.
 */
@NullMarked
package dev.imbrex.nn.activation;

import org.jspecify.annotations.NullMarked;
