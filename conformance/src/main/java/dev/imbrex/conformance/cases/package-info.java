/**
 * What is tried: one family of cases per op, drawn from a seed, with the rules of {@code
 * docs/spec/ops.md} that each case checks.
 *
 * <p>Knows no backend. A new op gets a {@link dev.imbrex.conformance.cases.CaseFamily} in the file
 * of its kind and a line in {@link dev.imbrex.conformance.cases.CaseFamilies}; a test walks all ops
 * so that none is forgotten.
 */
@NullMarked
package dev.imbrex.conformance.cases;

import org.jspecify.annotations.NullMarked;
