/**
 * Which OpenCL devices there are and what is known about them.
 *
 * <p>{@link dev.imbrex.opencl.device.Discovery} asks the driver, {@link
 * dev.imbrex.opencl.device.Traits} is the one table of what suits which device; a workaround for a
 * vendor's driver becomes a row there, never a condition elsewhere.
 */
@NullMarked
package dev.imbrex.opencl.device;

import org.jspecify.annotations.NullMarked;
