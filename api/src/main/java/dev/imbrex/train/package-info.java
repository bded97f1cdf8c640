/**
 * Training: {@link dev.imbrex.train.Dataset}s.
 *
 * <p>The top of the house: it may use everything else in the library, and nothing in the library
 * uses it but the command line. It never sees a concrete backend. What computes a step is a program
 * of {@code dev.imbrex.nn}; what happens between steps belongs here. Everything random is drawn
 * from {@link dev.imbrex.train.Draws}, so that a result depends on the seed and never on timing.
 */
@NullMarked
package dev.imbrex.train;

import org.jspecify.annotations.NullMarked;
