/**
 * Optimisers, learning-rate schedules and clipping, with Keras's formulas and defaults.
 *
 * <p>An optimiser changes all parameters at once, as one flat vector, by one op; what changes from
 * step to step reaches it as scalars that the host computes in double precision. A new optimiser is
 * a class here, with a line in {@link dev.imbrex.nn.optim.Optimizers}, and a composite op for its
 * update.
 */
@NullMarked
package dev.imbrex.nn.optim;

import org.jspecify.annotations.NullMarked;
