/**
 * Finds out by measuring how an op is run best on a device, and remembers it.
 *
 * <p>{@code Tuner} measures, in a process of its own that {@code TuningProcess} starts and watches;
 * {@code TuningFile} keeps what it found, {@code Journal} what it was doing when the process died.
 * Which ways there are it is told by names, and it runs them through the SPI alone: it knows
 * nothing of kernels, and what is to be tried as well is named in {@code lower.ProductWays}.
 */
@NullMarked
package dev.imbrex.opencl.tune;

import org.jspecify.annotations.NullMarked;
