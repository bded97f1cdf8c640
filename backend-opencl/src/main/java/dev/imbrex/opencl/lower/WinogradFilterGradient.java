package dev.imbrex.opencl.lower;

import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The gradient of a convolution with respect to its 3 x 3 filters, the other way through what
 * {@link Winograd} does: transformed patches times transformed gradients of results, summed over
 * tiles, and back.
 *
 * <p>Tiles are done in parts, each of which leaves sums of its own; on large devices a part is
 * split into shares once more. The last transform adds them, in ascending order.
 */
final class WinogradFilterGradient {
  private final WinogradTiles tiles;
  private final WinogradProduct product;
  private final WinogradTransforms transforms;
  private final int channels;
  private final int outChannels;
  private final int length;
  private final int outLength;
  private final int part;
  private final int shares;

  private WinogradFilterGradient(
      Session session, WinogradTiles tiles, int channels, int outChannels, long floats) {
    this.tiles = tiles;
    this.channels = channels;
    this.outChannels = outChannels;
    int vector = WinogradTransforms.vector(session, channels, outChannels);
    this.length = WinogradTransforms.round(channels, vector);
    this.outLength = WinogradTransforms.round(outChannels, vector);
    this.product =
        WinogradProduct.of(session, true, tiles.elements(), tiles.count(), length, outLength);
    this.transforms =
        new WinogradTransforms(session, tiles, product.panel(), vector, Epilogue.NONE);
    long perTile = (long) tiles.elements() * (stride() + product.panels() * product.panel());
    this.part = tiles.chunk(floats, perTile, product.multiple());
    this.shares = product.shares(part);
  }

  /** Returns the kernel with tiles of so many rows and columns, 2 or 4. */
  static Kernel of(
      Session s, int size, Conv2dFilterGrad op, List<TensorType> in, List<TensorType> out) {
    int channels = in.get(0).shape().dim(3);
    int outChannels = in.get(1).shape().dim(3);
    return size == 2 && FusedWinogradGradient.fits(s, channels, outChannels)
        ? inOnePass(s, op, in, out)
        : of(s, size, op, in, out, Winograd.chunkFloats(s, size, out.get(0).shape()));
  }

  /** Returns the kernel for CPUs. */
  static Kernel inOnePass(
      Session s, Conv2dFilterGrad op, List<TensorType> in, List<TensorType> out) {
    int channels = in.get(0).shape().dim(3);
    return FusedWinogradGradient.kernel(s, tiles(2, op, in), channels, out.get(0).shape().dim(3));
  }

  private static WinogradTiles tiles(int size, Conv2dFilterGrad op, List<TensorType> in) {
    Shape x = in.get(0).shape();
    WindowGeometry g = op.window().on(x.dim(1), x.dim(2));
    return WinogradTiles.of(size, x, in.get(1).shape(), g.padTop(), g.padLeft());
  }

  /** Returns the kernel that does tiles in parts of about so many floats. */
  static Kernel of(
      Session s,
      int size,
      Conv2dFilterGrad op,
      List<TensorType> in,
      List<TensorType> out,
      long floats) {
    int channels = in.get(0).shape().dim(3);
    int outChannels = in.get(1).shape().dim(3);
    WinogradTiles tiles = tiles(size, op, in);
    return new WinogradFilterGradient(s, tiles, channels, outChannels, floats).kernel();
  }

  private int stride() {
    return WinogradTiles.stride(length);
  }

  private int parts() {
    return (tiles.count() + part - 1) / part;
  }

  private long inputApart() {
    return WinogradTiles.apart((long) part * stride());
  }

  private long gradientApart() {
    return WinogradTiles.apart((long) product.panels() * part * product.panel());
  }

  /** Returns how many floats the sums of one part have for one element. */
  private long sumApart() {
    return (long) shares * length * outLength;
  }

  private long bytes(long apart) {
    return Scratch.round(4 * tiles.elements() * apart);
  }

  private Kernel kernel() {
    return new LaunchKernel(
        "filter gradient by "
            + Winograd.name(tiles)
            + " by "
            + product
            + ", "
            + tiles.count()
            + " tiles in "
            + parts()
            + " parts of "
            + shares,
        bytes(inputApart()) + bytes(gradientApart()) + bytes(parts() * sumApart()),
        tiles.accuracy(),
        this::launches);
  }

  private void launches(List<Slice> in, List<Slice> out, Slice scratch, List<Invocation> launches) {
    Slice v = scratch.part(0, bytes(inputApart()));
    Slice w = scratch.part(v.bytes(), bytes(gradientApart()));
    long before = v.bytes() + w.bytes();
    Slice sums = scratch.part(before, 4L * tiles.elements() * parts() * sumApart());
    for (int p = 0; p < parts(); p++) {
      int first = p * part;
      int count = Math.min(part, tiles.count() - first);
      launches.add(
          transforms.input(in.get(0), channels, length, v, stride(), inputApart(), first, count));
      launches.add(
          transforms.outputGradient(
              in.get(1), outChannels, product.panels(), w, gradientApart(), first, count));
      long sumBytes = 4L * tiles.elements() * sumApart();
      launches.add(
          product.launch(
              v,
              stride(),
              inputApart(),
              w,
              count,
              gradientApart(),
              sums.part(p * sumBytes, sumBytes),
              outLength,
              sumApart(),
              count,
              shares));
    }
    int[] filter = {channels, outChannels, length, outLength, parts(), shares};
    launches.add(transforms.filterGradient(sums, filter, out.get(0)));
  }
}
