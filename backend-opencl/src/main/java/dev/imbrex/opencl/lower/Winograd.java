package dev.imbrex.opencl.lower;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Convolution by 3 x 3 filters forward, and its gradient with respect to the input, by Winograd's
 * minimal filtering F(2x2, 3x3): 16 products for 4 results of a channel instead of 36; or F(4x4,
 * 3x3): 36 for 16 instead of 144.
 *
 * <p>Filters are transformed once; then, for some tiles of results at a time, what they see is
 * transformed, multiplied, and transformed back. The gradient is the same with the filters turned
 * around and transposed.
 */
final class Winograd {
  /** The property that says how large tiles may be: 2x2 or 4x4. */
  static final String TILES = "imbrex.opencl.winograd";

  /** With fewer filters of a channel in all, they do so on a CPU, unless in one pass. */
  private static final int ENOUGH_FILTERS = 64 * 128;

  /** The same for filters' gradients, where both pictures are transformed. */
  private static final int ENOUGH_FOR_GRADIENT = 128 * 256;

  /**
   * With fewer, tiles of 2 x 2 that go in one pass are as fast as those of 4 x 4 through memory.
   */
  private static final int ENOUGH_FOR_LARGE_TILES = 128 * 128;

  /** The same for filters' gradients. */
  private static final int ENOUGH_FOR_LARGE_GRADIENT = 256 * 256;

  /**
   * Transforming an element of the filters and reading it takes as long as multiplying it with so
   * many tiles.
   */
  private static final int TILES_PER_TRANSFORM = 64;

  /** Floats of the transforms of a chunk: on a CPU, what passes through its caches. */
  private static final long NEAR_FLOATS = 1 << 20;

  /** Elsewhere what keeps a large device busy, and still is little memory. */
  private static final long FAR_FLOATS = 16 << 20;

  private final Session session;
  private final Epilogue epilogue;
  private final WinogradTiles tiles;
  private final WinogradProduct product;
  private final WinogradTransforms transforms;
  private final boolean gradient;
  private final int channels;
  private final int outChannels;
  private final int length;
  private final int outLength;
  private final int chunk;

  private Winograd(
      Session session,
      Epilogue epilogue,
      boolean gradient,
      WinogradTiles tiles,
      int channels,
      int outChannels,
      long floats) {
    this.session = session;
    this.epilogue = epilogue;
    this.gradient = gradient;
    this.tiles = tiles;
    this.channels = channels;
    this.outChannels = outChannels;
    int vector = WinogradTransforms.vector(session, channels, outChannels);
    this.length = WinogradTransforms.round(channels, vector);
    this.outLength = WinogradTransforms.round(outChannels, vector);
    this.product =
        WinogradProduct.of(session, false, tiles.elements(), tiles.count(), length, outLength);
    this.transforms = new WinogradTransforms(session, tiles, product.panel(), vector, epilogue);
    long perTile = (long) tiles.elements() * (stride() + outStride());
    this.chunk = tiles.chunk(floats, perTile, product.multiple());
  }

  /**
   * Returns how many floats the transforms of a chunk have on a device: no fewer than those of the
   * filters, which every chunk reads, or the sums, which every part of a gradient writes.
   */
  static long chunkFloats(Session s, int size, Shape filter) {
    long near = s.device().kind() == DeviceKind.CPU ? NEAR_FLOATS : FAR_FLOATS;
    return Math.max(near, (long) WinogradTiles.elements(size) * filter.dim(2) * filter.dim(3));
  }

  /**
   * Returns whether one that may go this way is faster than a product on a device: on a CPU where
   * it goes in one pass, or where there are filters enough.
   */
  static boolean pays(Session s, Op op, List<TensorType> in) {
    if (s.device().kind() != DeviceKind.CPU) {
      return false;
    }
    Shape filter = filter(op, in);
    int channels = filter.dim(2);
    int outChannels = filter.dim(3);
    if (op instanceof Conv2dFilterGrad) {
      return FusedWinogradGradient.fits(s, channels, outChannels)
          || channels * outChannels >= ENOUGH_FOR_GRADIENT;
    }
    boolean back = op instanceof Conv2dInputGrad;
    return FusedWinograd.fits(s, back ? outChannels : channels, back ? channels : outChannels)
        || channels * outChannels >= ENOUGH_FILTERS;
  }

  /**
   * Returns whether tiles of 4 x 4 take less than those of 2 x 2, as they do where there are
   * filters enough, unless there are few pixels: of their products some may be for nothing, and
   * their filters are larger.
   */
  static boolean largeTilesPay(Op op, List<TensorType> in) {
    Shape filter = filter(op, in);
    boolean back = op instanceof Conv2dFilterGrad;
    int enough = back ? ENOUGH_FOR_LARGE_GRADIENT : ENOUGH_FOR_LARGE_TILES;
    if (filter.dim(2) * filter.dim(3) < enough) {
      return false;
    }
    Shape y = (back ? in.get(1) : op.infer(in).get(0)).shape();
    return cost(4, y) < cost(2, y);
  }

  /** Returns what tiles take of a size, in products for each filter of a channel. */
  private static long cost(int size, Shape y) {
    WinogradTiles tiles = WinogradTiles.of(size, y, y, 0, 0);
    return (long) tiles.elements() * (tiles.count() + TILES_PER_TRANSFORM);
  }

  /**
   * Returns the rows and columns of tiles of a text; blank is 2.
   *
   * @throws IllegalArgumentException if there are none of that size
   */
  static int asked(String text) {
    return switch (text) {
      case "", "2x2" -> 2;
      case "4x4" -> 4;
      default ->
          throw new IllegalArgumentException(TILES + " must be 2x2 or 4x4, but is " + text + ".");
    };
  }

  private static Shape filter(Op op, List<TensorType> in) {
    return (op instanceof Conv2dFilterGrad ? op.infer(in).get(0) : in.get(1)).shape();
  }

  /** Returns the kernel with tiles of so many rows and columns, 2 or 4. */
  static Kernel forward(Session s, int size, Conv2d op, List<TensorType> in, List<TensorType> out) {
    return forward(s, size, op.window(), Epilogue.NONE, in, out);
  }

  /** Returns the kernel with tiles of so many rows and columns, 2 or 4. */
  static Kernel forward(
      Session s, int size, ConvBiasActivation op, List<TensorType> in, List<TensorType> out) {
    Epilogue e = new Epilogue(true, op.activation(), op.keepArgument());
    return forward(s, size, op.window(), e, in, out);
  }

  /** Returns the kernel of a convolution whose result lies among so many channels. */
  static Kernel forward(
      Session s, ConvBiasActivation op, List<TensorType> in, TensorType out, int channels) {
    Epilogue e = new Epilogue(true, op.activation(), op.keepArgument()).within(channels);
    return forward(s, 2, op.window(), e, in, List.of(out));
  }

  private static Kernel forward(
      Session s, int size, Window w, Epilogue e, List<TensorType> in, List<TensorType> out) {
    int channels = in.get(0).shape().dim(3);
    int outChannels = out.get(0).shape().dim(3);
    return size == 2 && FusedWinograd.fits(s, channels, outChannels)
        ? forwardInOnePass(s, w, e, in, out)
        : forward(s, size, w, e, in, out, chunkFloats(s, size, in.get(1).shape()));
  }

  /** Returns the kernel for CPUs. */
  static Kernel forwardInOnePass(
      Session s, Window w, Epilogue e, List<TensorType> in, List<TensorType> out) {
    int channels = in.get(0).shape().dim(3);
    int outChannels = out.get(0).shape().dim(3);
    int[] filter = filter(false, channels, outChannels, FusedWinograd.length(s, channels));
    return FusedWinograd.kernel(s, e, tiles(2, w, in, out), channels, outChannels, filter);
  }

  private static WinogradTiles tiles(
      int size, Window w, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    return WinogradTiles.of(size, x, out.get(0).shape(), g.padTop(), g.padLeft());
  }

  /** Returns the kernel that does tiles in chunks of about so many floats. */
  static Kernel forward(
      Session s,
      int size,
      Window w,
      Epilogue e,
      List<TensorType> in,
      List<TensorType> out,
      long floats) {
    int channels = in.get(0).shape().dim(3);
    int outChannels = out.get(0).shape().dim(3);
    WinogradTiles tiles = tiles(size, w, in, out);
    return new Winograd(s, e, false, tiles, channels, outChannels, floats).kernel();
  }

  /** Returns the kernel with tiles of so many rows and columns, 2 or 4. */
  static Kernel inputGradient(
      Session s, int size, Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    int channels = in.get(0).shape().dim(3);
    int outChannels = out.get(0).shape().dim(3);
    return size == 2 && FusedWinograd.fits(s, channels, outChannels)
        ? inputGradientInOnePass(s, op, in, out)
        : inputGradient(s, size, op, in, out, chunkFloats(s, size, in.get(1).shape()));
  }

  /** Returns the kernel for CPUs. */
  static Kernel inputGradientInOnePass(
      Session s, Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    int channels = in.get(0).shape().dim(3);
    int outChannels = out.get(0).shape().dim(3);
    int[] filter = filter(true, channels, outChannels, FusedWinograd.length(s, channels));
    WinogradTiles tiles = tiles(2, op, in, out);
    return FusedWinograd.kernel(s, Epilogue.NONE, tiles, channels, outChannels, filter);
  }

  private static WinogradTiles tiles(
      int size, Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    WindowGeometry g = op.window().on(op.inH(), op.inW());
    return WinogradTiles.of(
        size, in.get(0).shape(), out.get(0).shape(), 2 - g.padTop(), 2 - g.padLeft());
  }

  /** Returns the kernel that does tiles in chunks of about so many floats. */
  static Kernel inputGradient(
      Session s,
      int size,
      Conv2dInputGrad op,
      List<TensorType> in,
      List<TensorType> out,
      long floats) {
    int channels = in.get(0).shape().dim(3);
    int outChannels = out.get(0).shape().dim(3);
    WinogradTiles tiles = tiles(size, op, in, out);
    return new Winograd(s, Epilogue.NONE, true, tiles, channels, outChannels, floats).kernel();
  }

  /** Returns what the algorithm is called, for {@code explain}. */
  static String name(WinogradTiles tiles) {
    return "Winograd's F(%1$dx%1$d, 3x3)".formatted(tiles.size());
  }

  private int stride() {
    return WinogradTiles.stride(length);
  }

  private int outStride() {
    return WinogradTiles.stride(outLength);
  }

  private long filterApart() {
    return WinogradTiles.apart((long) product.panels() * length * product.panel());
  }

  private long inputApart() {
    return WinogradTiles.apart((long) chunk * stride());
  }

  private long outputApart() {
    return WinogradTiles.apart((long) chunk * outStride());
  }

  private long bytes(long apart) {
    return Scratch.round(4 * tiles.elements() * apart);
  }

  private Kernel kernel() {
    return new LaunchKernel(
        name(tiles) + " by " + product + ", " + tiles.count() + " tiles in chunks of " + chunk,
        bytes(filterApart()) + bytes(inputApart()) + bytes(outputApart()),
        tiles.accuracy(),
        this::launches);
  }

  private void launches(List<Slice> in, List<Slice> out, Slice scratch, List<Invocation> launches) {
    Slice u = scratch.part(0, bytes(filterApart()));
    Slice v = scratch.part(u.bytes(), bytes(inputApart()));
    Slice m = scratch.part(u.bytes() + v.bytes(), bytes(outputApart()));
    Slice y = out.get(0);
    Slice kept = epilogue.keep() ? out.get(1) : y;
    Slice bias = epilogue.bias() ? in.get(2) : m;
    launches.add(
        transforms.filter(
            in.get(1),
            filter(gradient, channels, outChannels, length),
            product.panels(),
            u,
            filterApart()));
    for (int first = 0; first < tiles.count(); first += chunk) {
      int count = Math.min(chunk, tiles.count() - first);
      launches.add(
          transforms.input(in.get(0), channels, length, v, stride(), inputApart(), first, count));
      launches.add(
          product.launch(
              v,
              stride(),
              inputApart(),
              u,
              length,
              filterApart(),
              m,
              outStride(),
              outputApart(),
              count,
              1));
      launches.add(
          transforms.output(
              m, outChannels, outLength, outStride(), outputApart(), bias, y, kept, first, count));
    }
  }

  /**
   * Where the filters' elements lie, in rows of a length: for the gradient turned around and
   * transposed.
   */
  private static int[] filter(boolean gradient, int channels, int outChannels, int length) {
    int tap = channels * outChannels;
    return gradient
        ? new int[] {channels, outChannels, length, -3 * tap, -tap, 1, channels, 8 * tap}
        : new int[] {channels, outChannels, length, 3 * tap, tap, outChannels, 1, 0};
  }
}
