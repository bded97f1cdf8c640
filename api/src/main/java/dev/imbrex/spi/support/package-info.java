/**
 * The easy way to write a backend: {@link dev.imbrex.spi.support.OpByOpBackend} reduces the SPI to
 * "give me a kernel per op".
 *
 * <p>It decomposes what has no kernel, removes repetitions and dead code, fuses, plans memory and
 * keeps the books about open handles and times. A backend brings a {@link
 * dev.imbrex.spi.support.KernelTable} and a {@link dev.imbrex.spi.support.TrackedBuffer}. An op
 * that it can run in several ways goes into the table with {@link
 * dev.imbrex.spi.support.Implementations}.
 */
@NullMarked
package dev.imbrex.spi.support;

import org.jspecify.annotations.NullMarked;
