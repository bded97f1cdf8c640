/**
 * The layers that come with the library, with Keras's names, options and defaults.
 *
 * <p>A new layer is a class of its own with a line in {@link dev.imbrex.nn.layers.BuiltInLayers}, a
 * case in the gradient check of all layers and its shape rules as tests.
 */
@NullMarked
package dev.imbrex.nn.layers;

import org.jspecify.annotations.NullMarked;
