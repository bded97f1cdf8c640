/**
 * Weights in files: numbers by name for the parameters of a model, also as other libraries name and
 * lay them out.
 *
 * <p>Uses nn and io. How another library calls things is a {@link dev.imbrex.nn.weights.Convention}
 * of its own.
 */
@NullMarked
package dev.imbrex.nn.weights;

import org.jspecify.annotations.NullMarked;
