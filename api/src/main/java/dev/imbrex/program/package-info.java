/**
 * Ops put together: {@link dev.imbrex.program.Program}, how it is built, differentiated,
 * decomposed, simplified and laid out in memory.
 *
 * <p>Everything here is symbolic and knows no device. A new graph pass is a class of its own with a
 * {@code static Program apply(Program, …)}; a new core op needs its line in {@link
 * dev.imbrex.program.Autodiff}.
 */
@NullMarked
package dev.imbrex.program;

import org.jspecify.annotations.NullMarked;
