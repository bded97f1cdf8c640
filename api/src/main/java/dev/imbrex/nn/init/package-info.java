/**
 * Initialisers: where the numbers in a fresh model come from.
 *
 * <p>They are drawn on the host, in double precision with {@code StrictMath}, from the
 * counter-based generator, so that one seed gives the same bits on every machine. A new initialiser
 * is a record here with a line in {@link dev.imbrex.nn.init.Initializers}.
 */
@NullMarked
package dev.imbrex.nn.init;

import org.jspecify.annotations.NullMarked;
