/**
 * One op at a time, for exploring and for textbooks: {@link dev.imbrex.eager.Scope} and {@link
 * dev.imbrex.eager.Tensor}.
 *
 * <p>Every op is compiled as a program of one node and kept for the next time. Training does not go
 * this way; it compiles whole programs. {@link dev.imbrex.eager.Tensor} has methods for what people
 * type most; everything else goes through {@code apply(op, …)}, so a new op needs nothing here.
 */
@NullMarked
package dev.imbrex.eager;

import org.jspecify.annotations.NullMarked;
