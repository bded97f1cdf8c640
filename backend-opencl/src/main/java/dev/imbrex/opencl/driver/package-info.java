/**
 * The calls to OpenCL: {@link dev.imbrex.opencl.driver.ClDriver} is the one seam through which all
 * of them go, with JOCL behind it.
 *
 * <p>Tests put drivers in front of it that count calls and handles or make the Nth call fail;
 * another binding would implement it too. Nothing else in this module knows JOCL. A new call
 * becomes a method of the interface.
 */
@NullMarked
package dev.imbrex.opencl.driver;

import org.jspecify.annotations.NullMarked;
