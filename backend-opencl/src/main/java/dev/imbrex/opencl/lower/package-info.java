/**
 * Which kernels run which op: {@link dev.imbrex.opencl.lower.ClKernels} is the table, each other
 * class here lowers one family of ops to launches.
 *
 * <p>A class here decides shapes, tiles and arguments; what is computed stands in the sources of
 * {@code dev.imbrex.kernels}. A new native op becomes a line of the table.
 */
@NullMarked
package dev.imbrex.opencl.lower;

import org.jspecify.annotations.NullMarked;
