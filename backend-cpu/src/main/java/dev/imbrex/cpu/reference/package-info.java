/**
 * The provider {@code reference}: the oracle of {@link dev.imbrex.reference} behind the backend
 * interface.
 *
 * <p>It is found by {@code ServiceLoader} and used by nothing else. Slow by design, and the only
 * backend that promises every core op in float64. Nothing clever belongs here: what an op computes
 * is said in {@code dev.imbrex.reference}.
 */
@NullMarked
package dev.imbrex.cpu.reference;

import org.jspecify.annotations.NullMarked;
