/**
 * Constraints: what parameters are brought back to after each step of the optimiser.
 *
 * <p>Written in ops, so that they are part of the compiled step and run on the device. A new one is
 * a record here with a line in {@link dev.imbrex.nn.constrain.Constraints}.
 */
@NullMarked
package dev.imbrex.nn.constrain;

import org.jspecify.annotations.NullMarked;
