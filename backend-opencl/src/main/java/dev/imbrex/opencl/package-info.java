/**
 * The provider {@code opencl}: finds OpenCL devices and says what is missing where there are none.
 *
 * <p>Only {@code dev.imbrex.backend} calls it, through the provider interface. Every call to OpenCL
 * goes through {@code ClDriver}, so that tests can stand in for a driver; a new call becomes a
 * method there.
 */
@NullMarked
package dev.imbrex.opencl;

import org.jspecify.annotations.NullMarked;
