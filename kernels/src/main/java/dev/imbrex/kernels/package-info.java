/**
 * The OpenCL C sources and {@link dev.imbrex.kernels.KernelCatalogue}, which knows what each of
 * them can be built with.
 *
 * <p>Any backend that compiles OpenCL C may call it; it depends on nothing but the JDK and never
 * touches a device. A new family is one {@code .cl} file in the resources of this package, with the
 * header comment that the others have, and one entry in {@code StandardFamilies}.
 */
@NullMarked
package dev.imbrex.kernels;

import org.jspecify.annotations.NullMarked;
