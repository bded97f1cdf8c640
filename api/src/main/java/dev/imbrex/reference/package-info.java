/**
 * The oracle: an {@link dev.imbrex.reference.Interpreter} of programs that decides what is right.
 *
 * <p>Naive loops straight from the formulas of {@code docs/spec/ops.md}, in float64, with no
 * cleverness: it is meant to be read in one sitting, and self-tests, tuner and conformance kit
 * compare with it. {@link dev.imbrex.reference.Arithmetic} says how results are rounded and sums
 * ordered. A new core op gets a function in the file of its family and a line in {@code Rules};
 * composites need nothing, they are run by their decomposition.
 */
@NullMarked
package dev.imbrex.reference;

import org.jspecify.annotations.NullMarked;
