/**
 * The provider {@code opencl}: finds OpenCL devices and says what is missing where there are none.
 *
 * <p>Only {@code dev.imbrex.backend} calls it, through the provider interface, and benchmarks,
 * which ask {@link dev.imbrex.opencl.DeviceLimit} what a device can do. Every call to OpenCL goes
 * through {@code ClDriver}, so that tests can stand in for a driver; a new call becomes a method
 * there.
 */
@NullMarked
package dev.imbrex.opencl;

import org.jspecify.annotations.NullMarked;
