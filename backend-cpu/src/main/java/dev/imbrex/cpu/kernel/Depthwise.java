package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with a filter of its own for each channel, and its gradient with respect to the
 * input: channels in vectors, taps one after the other, nothing packed. A task makes some rows of
 * pixels.
 */
final class Depthwise implements Kernel {
  private final Machine machine;
  private final Epilogue epilogue;
  private final boolean gradient;
  private final Window window;
  private final WindowGeometry geometry;
  private final int batch;
  private final int height;
  private final int width;
  private final int channels;
  private final int sourceSize;
  private final int rowsPerTask;

  private Depthwise(
      Machine m,
      Epilogue e,
      boolean gradient,
      Window w,
      WindowGeometry g,
      Shape source,
      Shape out) {
    this.machine = m;
    this.epilogue = e;
    this.gradient = gradient;
    this.window = w;
    this.geometry = g;
    this.batch = out.dim(0);
    this.height = out.dim(1);
    this.width = out.dim(2);
    this.channels = out.dim(3);
    this.sourceSize = source.dim(1) * source.dim(2) * source.dim(3);
    long rowCost = (long) width * channels * w.kernelH() * w.kernelW();
    this.rowsPerTask = (int) Math.max(1, 8L * Chunked.ELEMENTS / rowCost);
  }

  /** Returns whether every channel has one filter, and there is more than one channel. */
  static boolean fits(int groups, int inChannels, int outChannels) {
    return groups > 1 && groups == inChannels && groups == outChannels;
  }

  static Kernel forward(Machine m, Conv2d op, List<TensorType> in, List<TensorType> out) {
    return forward(m, op.window(), Epilogue.none(m), in, out);
  }

  static Kernel fused(Machine m, ConvBiasActivation op, List<TensorType> in, List<TensorType> out) {
    return forward(m, op.window(), new Epilogue(m, op.activation()), in, out);
  }

  private static Kernel forward(
      Machine m, Window w, Epilogue e, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    return new Depthwise(m, e, false, w, g, x, out.get(0).shape());
  }

  static Kernel inputGradient(
      Machine m, Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    WindowGeometry g = op.window().on(op.inH(), op.inW());
    Shape dy = in.get(0).shape();
    return new Depthwise(m, Epilogue.none(m), true, op.window(), g, dy, out.get(0).shape());
  }

  /** Room for the zeros that the sums begin with where there is no bias. */
  @Override
  public long scratchBytes() {
    return 4L * channels;
  }

  @Override
  public Invocation bind(List<Slice> in, List<Slice> out, Slice scratch) {
    Span bias = in.size() > 2 ? Span.of(in.get(2)) : null;
    return new Bound(
        Span.of(in.get(0)),
        Span.of(in.get(1)),
        bias,
        Span.of(out.get(0)),
        Span.of(out.get(out.size() - 1)),
        Span.of(scratch));
  }

  @Override
  public String explain() {
    return "depthwise " + (gradient ? "input gradient" : "convolution");
  }

  /** The kernel with its memory. */
  private final class Bound implements Invocation {
    private final Span x;
    private final Span filter;
    private final @Nullable Span bias;
    private final Span y;
    private final Span z;
    private final Span zeros;
    private final Taps[] taps = new Taps[machine.workers().count()];
    private final Job rows = this::rows;

    Bound(Span x, Span filter, @Nullable Span bias, Span y, Span z, Span zeros) {
      this.x = x;
      this.filter = filter;
      this.bias = bias;
      this.y = y;
      this.z = z;
      this.zeros = zeros;
      for (int i = 0; i < taps.length; i++) {
        taps[i] = new Taps(window, geometry, channels);
      }
    }

    @Override
    public void run() {
      if (bias == null) {
        Arrays.fill(zeros.a(), zeros.at(), zeros.at() + channels, 0);
      }
      machine.run(rows, (batch * height + rowsPerTask - 1) / rowsPerTask);
    }

    private void rows(int task, int worker) {
      int from = task * rowsPerTask;
      int to = Math.min(batch * height, from + rowsPerTask);
      for (int row = from; row < to; row++) {
        row(row, taps[worker]);
      }
      int at = from * width * channels;
      int n = (to - from) * width * channels;
      epilogue.apply(z.a(), z.at() + at, y.a(), y.at() + at, n);
    }

    private void row(int row, Taps t) {
      Span init = bias == null ? zeros : bias;
      int picture = x.at() + row / height * sourceSize;
      for (int column = 0; column < width; column++) {
        int n =
            gradient
                ? t.ofInput(row % height, column, picture, filter.at())
                : t.ofOutput(row % height, column, picture, filter.at());
        int to = z.at() + (row * width + column) * channels;
        machine
            .rows()
            .sumTaps(
                x.a(), t.pixel, filter.a(), t.tap, n, init.a(), init.at(), z.a(), to, channels);
      }
    }
  }
}
