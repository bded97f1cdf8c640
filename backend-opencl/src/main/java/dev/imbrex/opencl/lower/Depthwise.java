package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelFamily;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.op.composite.ConvBiasActivation;
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
  private final int multiplier;
  private final int vector;
  private final int[] window;
  private final int[] sizes;

  private Depthwise(
      Session s, Window w, WindowGeometry g, int batch, int channels, int outChannels) {
    KernelFamily f = Families.family("depthwise");
    this.session = s;
    this.multiplier = outChannels / channels;
    this.vector = multiplier == 1 ? Families.vector(s, f, channels) : 1;
    this.window =
        new int[] {
          w.kernelH(), w.kernelW(), w.strideH(), w.strideW(),
          w.dilationH(), w.dilationW(), g.padTop(), g.padLeft()
        };
    this.sizes = new int[] {channels, multiplier, g.inH(), g.inW(), g.outH(), g.outW(), batch};
  }

  /** Returns whether every channel has filters of its own, and there is more than one channel. */
  static boolean fits(int groups, int channels) {
    return groups > 1 && groups == channels;
  }

  static Kernel forward(Session s, Conv2d op, List<TensorType> in, List<TensorType> out) {
    return forward(s, op.window(), Epilogue.NONE, in, out);
  }

  static Kernel forward(
      Session s, ConvBiasActivation op, List<TensorType> in, List<TensorType> out) {
    Epilogue e = new Epilogue(true, op.activation(), op.keepArgument());
    return forward(s, op.window(), e, in, out);
  }

  private static Kernel forward(
      Session s, Window w, Epilogue e, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    Shape y = out.get(0).shape();
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    return new Depthwise(s, w, g, x.dim(0), x.dim(3), y.dim(3)).slide(e, false);
  }

  static Kernel inputGradient(
      Session s, Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    Shape dy = in.get(0).shape();
    Shape dx = out.get(0).shape();
    Window w = op.window();
    WindowGeometry g = w.on(op.inH(), op.inW());
    if (w.strideH() == 1 && w.strideW() == 1 && dx.dim(3) == dy.dim(3)) {
      // The same window, turned around, slides over dy.
      int top = w.spanH() - 1 - g.padTop();
      int left = w.spanW() - 1 - g.padLeft();
      WindowGeometry back =
          new WindowGeometry(dy.dim(1), dy.dim(2), op.inH(), op.inW(), top, 0, left, 0);
      return new Depthwise(s, w, back, dx.dim(0), dx.dim(3), dx.dim(3)).slide(Epilogue.NONE, true);
    }
    return new Depthwise(s, w, g, dx.dim(0), dx.dim(3), dy.dim(3)).gather();
  }

  /** Returns the kernel of a window that slides over the first input. */
  private Kernel slide(Epilogue e, boolean turned) {
    int vectors = sizes[0] * multiplier / vector;
    long rows = (long) sizes[6] * sizes[4];
    int tile = tile(rows * sizes[5] * vectors);
    int tiles = (sizes[5] + tile - 1) / tile;
    long items = rows * tiles * vectors;
    Map<String, Integer> values =
        Map.of(
            "VECTOR", vector,
            "TILE", tile,
            "BIAS", e.bias() ? 1 : 0,
            "KEEP", e.keep() ? 1 : 0,
            "ACTIVATE", e.activates() ? 1 : 0);
    String real = vector == 1 ? "float" : "float" + vector;
    Built program =
        session.program(Families.grid(session, "depthwise", items, values), e.source(real));
    int[] divisors = {vectors, tiles, sizes[4], multiplier};
    return new LaunchKernel(
        turned ? "depthwise input gradient, turned" : "depthwise convolution",
        0,
        (in, out, scratch, launches) -> {
          Slice y = out.get(0);
          Launch.Builder b = session.launch(program, "depthwise_forward").slice(y);
          b.slice(e.keep() ? out.get(1) : y).slice(in.get(0)).slice(in.get(1));
          b.slice(e.bias() ? in.get(2) : in.get(1));
          geometry(b, divisors, items).i32(turned ? 1 : 0);
          launches.add(Families.over(b, program, items));
        });
  }

  /** Returns how many pixels of a row share the filter: more where there is enough to do. */
  private int tile(long vectors) {
    int width = sizes[5];
    long busy = vector == 1 ? BUSY : 1024;
    return width >= 4 && vectors >= 4 * busy ? 4 : width >= 2 && vectors >= 2 * busy ? 2 : 1;
  }

  private Built program(long items) {
    Map<String, Integer> values = Map.of("VECTOR", vector, "TILE", 1);
    return session.program(Families.grid(session, "depthwise", items, values));
  }

  /** Adds the arguments that all kernels have in common. */
  private Launch.Builder geometry(Launch.Builder b, int[] divisors, long items) {
    b.i32x8(window).i32x8(sizes);
    return b.i32x8(Divisor.multipliers(divisors)).i32x8(Divisor.shifts(divisors)).i32((int) items);
  }

  /** Returns the kernel that looks up which windows see a pixel. */
  private Kernel gather() {
    int vectors = sizes[0] / vector;
    long items = (long) sizes[6] * sizes[2] * sizes[3] * vectors;
    Built program = program(items);
    int[] divisors = {vectors, sizes[3], sizes[2], window[2], window[3]};
    return new LaunchKernel(
        "depthwise input gradient",
        0,
        (in, out, scratch, launches) -> {
          Launch.Builder b = session.launch(program, "depthwise_input_gradient");
          b.slice(out.get(0)).slice(in.get(0)).slice(in.get(1));
          launches.add(Families.over(geometry(b, divisors, items), program, items));
        });
  }

  static Kernel filterGradient(
      Session s, Conv2dFilterGrad op, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    Window w = op.window();
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    int outChannels = in.get(1).shape().dim(3);
    return new Depthwise(s, w, g, x.dim(0), x.dim(3), outChannels).filterGradient();
  }

  private Kernel filterGradient() {
    int outChannels = sizes[0] * multiplier;
    int filter = window[0] * window[1] * outChannels;
    int rows = sizes[6] * sizes[4];
    int height = height(rows, filter);
    int parts = (rows + height - 1) / height;
    long items = (long) parts * filter / vector;
    Built program = program(items);
    int[] divisors = {outChannels / vector, window[1], window[0], multiplier, sizes[4]};
    Reductions.Passes passes = new Reductions.Passes(session, 1, parts, filter, Reduce.Fn.SUM);
    long partBytes = parts == 1 ? 0 : Scratch.round(4L * parts * filter);
    return new LaunchKernel(
        "depthwise filter gradient in " + parts + " parts",
        parts == 1 ? 0 : partBytes + passes.scratchBytes(),
        (in, out, scratch, launches) -> {
          Slice df = out.get(0);
          Slice sums = parts == 1 ? df : scratch.part(0, 4L * parts * filter);
          Launch.Builder b = session.launch(program, "depthwise_filter_gradient").slice(sums);
          b.slice(in.get(0)).slice(in.get(1));
          geometry(b, divisors, items).i32(height);
          launches.add(Families.over(b, program, items));
          if (parts > 1) {
            passes.append(df, sums, scratch.part(partBytes, passes.scratchBytes()), launches);
          }
        });
  }

  /** Returns how many rows a part takes: by the shape alone, so that sums keep their order. */
  static int height(int rows, int filter) {
    long parts = Math.max(1, Math.min(rows, BUSY / filter));
    return (int) ((rows + parts - 1) / parts);
  }
}
