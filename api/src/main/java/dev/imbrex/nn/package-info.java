/**
 * Networks: {@link dev.imbrex.nn.Layer}s put together to a {@link dev.imbrex.nn.Model}, and the
 * programs that train, evaluate and predict with one.
 *
 * <p>Nothing here knows a concrete backend. A new layer goes into {@code dev.imbrex.nn.layers};
 * what runs a training loop belongs in {@code dev.imbrex.train}. Within the package and those below
 * it, uses go one way: config, then activation, init, regularize, constrain, loss, metric and
 * optim, then nn, then layers, which nn finds by {@link java.util.ServiceLoader} when it reads a
 * model.
 */
@NullMarked
package dev.imbrex.nn;

import org.jspecify.annotations.NullMarked;
