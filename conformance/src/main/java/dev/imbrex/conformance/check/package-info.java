/**
 * What is asked of a backend: lists of {@link dev.imbrex.conformance.check.Check}s, one class per
 * part of the kit.
 *
 * <p>A check runs without JUnit, on a {@link dev.imbrex.conformance.check.Bench} that opens
 * backends for it. A new kind of check is a class with a {@code static List<Check> all(...)} and a
 * line in {@link dev.imbrex.conformance.check.Checks}.
 */
@NullMarked
package dev.imbrex.conformance.check;

import org.jspecify.annotations.NullMarked;
