package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelFamily;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Map;

/** Convolution with filters of its own for each channel, and its gradients; nothing is packed. */
final class Depthwise {
  /** So many work-items keep a large device busy. */
  private static final long BUSY = 1 << 16;

  private final Session session;
  private final Window window;
  private final WindowGeometry geometry;
  private final int batch;
  private final int channels;
  private final int multiplier;
  private final int vector;

  private Depthwise(
      Session s, Window w, WindowGeometry g, int batch, int channels, int outChannels) {
    KernelFamily f = Families.family("depthwise");
    this.session = s;
    this.window = w;
    this.geometry = g;
    this.batch = batch;
    this.channels = channels;
    this.multiplier = outChannels / channels;
    this.vector = multiplier == 1 ? Families.vector(s, f, channels) : 1;
  }

  /** Returns whether every channel has filters of its own, and there is more than one channel. */
  static boolean fits(int groups, int channels) {
    return groups > 1 && groups == channels;
  }

  /** Returns the kernel of inputs x and filter. */
  static Kernel forward(Session s, Conv2d op, List<TensorType> in, List<TensorType> out) {
    return forward(s, op.window(), in, out);
  }

  /** Returns the kernel of a convolution whose first inputs are x and filter. */
  static Kernel forward(Session s, Window w, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    Shape y = out.get(0).shape();
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    Depthwise d = new Depthwise(s, w, g, x.dim(0), x.dim(3), y.dim(3));
    int vectors = y.dim(3) / d.vector;
    int tile = tile(g, (long) batchRows(y) * g.outW() * vectors);
    int tiles = (g.outW() + tile - 1) / tile;
    long items = (long) batchRows(y) * tiles * vectors;
    Built program = d.program(items, tile);
    int[] divisors = {vectors, tiles, g.outH(), d.multiplier};
    return new LaunchKernel(
        "depthwise convolution",
        0,
        (inputs, outputs, scratch, launches) -> {
          Launch.Builder b = s.launch(program, "depthwise_forward").slice(outputs.get(0));
          b.slice(inputs.get(0)).slice(inputs.get(1));
          launches.add(Families.over(d.geometry(b, divisors, items), program, items));
        });
  }

  private static int batchRows(Shape y) {
    return y.dim(0) * y.dim(1);
  }

  /** Returns how many pixels of a row share the filter: more where there is enough to do. */
  private static int tile(WindowGeometry g, long vectors) {
    return g.outW() >= 4 && vectors >= 4 * BUSY ? 4 : g.outW() >= 2 && vectors >= BUSY ? 2 : 1;
  }

  private Built program(long items, int tile) {
    Map<String, Integer> values = Map.of("VECTOR", vector, "TILE", tile);
    return session.program(Families.grid(session, "depthwise", items, values));
  }

  /** Adds the arguments that all kernels have in common. */
  private Launch.Builder geometry(Launch.Builder b, int[] divisors, long items) {
    WindowGeometry g = geometry;
    b.i32x8(
        new int[] {
          window.kernelH(), window.kernelW(), window.strideH(), window.strideW(),
          window.dilationH(), window.dilationW(), g.padTop(), g.padLeft()
        });
    b.i32x8(new int[] {channels, multiplier, g.inH(), g.inW(), g.outH(), g.outW(), batch});
    b.i32x8(Divisor.multipliers(divisors)).i32x8(Divisor.shifts(divisors));
    return b.i32((int) items);
  }

  /** Returns the kernel of inputs dy and filter. */
  static Kernel inputGradient(
      Session s, Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    Shape dy = in.get(0).shape();
    Shape dx = out.get(0).shape();
    Window w = op.window();
    WindowGeometry g = w.on(op.inH(), op.inW());
    Depthwise d = new Depthwise(s, w, g, dx.dim(0), dx.dim(3), dy.dim(3));
    long items = dx.size() / d.vector;
    Built program = d.program(items, 1);
    int[] divisors = {d.channels / d.vector, g.inW(), g.inH(), w.strideH(), w.strideW()};
    return new LaunchKernel(
        "depthwise input gradient",
        0,
        (inputs, outputs, scratch, launches) -> {
          Launch.Builder b = s.launch(program, "depthwise_input_gradient").slice(outputs.get(0));
          b.slice(inputs.get(0)).slice(inputs.get(1));
          launches.add(Families.over(d.geometry(b, divisors, items), program, items));
        });
  }

  /** Returns the kernel of inputs x and dy. */
  static Kernel filterGradient(
      Session s, Conv2dFilterGrad op, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    Shape dy = in.get(1).shape();
    Window w = op.window();
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    Depthwise d = new Depthwise(s, w, g, x.dim(0), x.dim(3), dy.dim(3));
    int filter = out.get(0).shape().intSize();
    int rows = batchRows(dy);
    int height = height(rows, filter);
    int parts = (rows + height - 1) / height;
    long items = (long) parts * filter / d.vector;
    Built program = d.program(items, 1);
    int[] divisors = {dy.dim(3) / d.vector, w.kernelW(), w.kernelH(), d.multiplier, g.outH()};
    Reductions.Passes passes =
        new Reductions.Passes(
            s, ReducePlan.of(1, parts, filter, Families.areAlone(s)), Reduce.Fn.SUM, false);
    long partBytes = parts == 1 ? 0 : 4L * parts * filter;
    return new LaunchKernel(
        "depthwise filter gradient in " + parts + " parts",
        parts == 1 ? 0 : partBytes + passes.scratchBytes(),
        (inputs, outputs, scratch, launches) -> {
          Slice df = outputs.get(0);
          Slice sums = parts == 1 ? df : scratch.part(0, partBytes);
          Launch.Builder b = s.launch(program, "depthwise_filter_gradient").slice(sums);
          b.slice(inputs.get(0)).slice(inputs.get(1));
          d.geometry(b, divisors, items).i32(height);
          launches.add(Families.over(b, program, items));
          if (parts > 1) {
            passes.append(df, sums, scratch.part(partBytes, passes.scratchBytes()), launches);
          }
        });
  }

  /** Returns how many rows of output pixels a part takes, from the shape alone. */
  static int height(int rows, int filter) {
    long parts = Math.max(1, Math.min(rows, BUSY / filter));
    return (int) ((rows + parts - 1) / parts);
  }
}
