/**
 * The conformance kit: tells of any backend, ours or a vendor's, whether it computes the right
 * thing.
 *
 * <p>{@link dev.imbrex.conformance.BackendConformance} runs it under JUnit, {@link
 * dev.imbrex.conformance.ConformanceRun} without, {@code imbrex conformance} from the command line.
 * Cases are in {@code cases}, the oracle's verdict in {@code judge}, what is asked in {@code
 * check}.
 */
@NullMarked
package dev.imbrex.conformance;

import org.jspecify.annotations.NullMarked;
