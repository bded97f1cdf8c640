/**
 * What is right: compares what a device computed with the oracle, by the bounds of {@code
 * docs/spec/ops.md}, section 2.
 *
 * <p>No tolerance here is tuned: each is derived from the number of terms, from the table of
 * functions or from the spread of float32 evaluations.
 */
@NullMarked
package dev.imbrex.conformance.judge;

import org.jspecify.annotations.NullMarked;
