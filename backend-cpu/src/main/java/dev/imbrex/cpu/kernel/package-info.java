/**
 * The kernels of the {@code cpu} backend, one op family per file, and {@link
 * dev.imbrex.cpu.kernel.CpuKernels}, the table of them all.
 *
 * <p>A kernel works on float arrays and offsets fixed by {@code bind} and allocates nothing when it
 * runs. Loops over contiguous channels go through {@link dev.imbrex.cpu.math}, which has vectors
 * where the machine does.
 */
@NullMarked
package dev.imbrex.cpu.kernel;

import org.jspecify.annotations.NullMarked;
