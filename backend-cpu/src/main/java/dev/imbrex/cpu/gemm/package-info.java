/**
 * The matrix-product core of the {@code cpu} backend and everything that is reduced to it:
 * products, convolutions and their two gradients.
 *
 * <p>A {@link dev.imbrex.cpu.gemm.Tile} computes a few rows by a few vectors of the result, reading
 * its rows in place through offsets, so that a convolution never materialises its matrix. Every
 * element of a result is one chain of fused multiply-adds in the order of K, whatever the tile, the
 * vector width or the number of threads: those change no bits.
 */
@NullMarked
package dev.imbrex.cpu.gemm;

import org.jspecify.annotations.NullMarked;
