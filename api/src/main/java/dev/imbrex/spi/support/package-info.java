/**
 * The easy way to write a backend: {@link dev.imbrex.spi.support.OpByOpBackend} reduces the SPI to
 * "give me a kernel per op".
 *
 * <p>It decomposes what has no kernel, removes repetitions and dead code, fuses, plans memory and
 * keeps the books about open handles. A backend brings a {@link dev.imbrex.spi.support.KernelTable}
 * and a {@link dev.imbrex.spi.support.TrackedBuffer}.
 */
@NullMarked
package dev.imbrex.spi.support;

import org.jspecify.annotations.NullMarked;
