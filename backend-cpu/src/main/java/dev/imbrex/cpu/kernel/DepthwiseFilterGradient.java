package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of a depthwise convolution with respect to its filter, channels in vectors.
 *
 * <p>The rows of output pixels are dealt out to parts, whose number depends on the shape alone. A
 * part adds up row by row; then the parts are added in pairs, in a fixed tree.
 */
final class DepthwiseFilterGradient implements Kernel {
  private static final int MOST_PARTS = 16;

  private final Machine machine;
  private final Window window;
  private final WindowGeometry geometry;
  private final int outRows;
  private final int channels;
  private final int sourceSize;
  private final int filterSize;
  private final int parts;

  DepthwiseFilterGradient(Machine machine, Conv2dFilterGrad op, List<TensorType> in) {
    Shape x = in.get(0).shape();
    this.machine = machine;
    this.window = op.window();
    this.geometry = window.on(x.dim(1), x.dim(2));
    this.outRows = x.dim(0) * geometry.outH();
    this.channels = x.dim(3);
    this.sourceSize = x.dim(1) * x.dim(2) * channels;
    this.filterSize = window.kernelH() * window.kernelW() * channels;
    this.parts = Math.min(MOST_PARTS, outRows);
  }

  /** A sum per part, and one for the row that the part is at. */
  @Override
  public long scratchBytes() {
    return 4L * 2 * parts * filterSize;
  }

  @Override
  public Invocation bind(List<Slice> in, List<Slice> out, Slice scratch) {
    return new Bound(Span.of(in.get(0)), Span.of(in.get(1)), Span.of(out.get(0)), Span.of(scratch));
  }

  @Override
  public String explain() {
    return "depthwise filter gradient in " + parts + " parts";
  }

  /** The kernel with its memory. */
  private final class Bound implements Invocation {
    private final Span x;
    private final Span dy;
    private final Span df;
    private final Span sums;
    private final Taps[] taps = new Taps[machine.workers().count()];
    private final Job part = this::part;

    Bound(Span x, Span dy, Span df, Span sums) {
      this.x = x;
      this.dy = dy;
      this.df = df;
      this.sums = sums;
      for (int i = 0; i < taps.length; i++) {
        taps[i] = new Taps(window, geometry, channels);
      }
    }

    @Override
    public void run() {
      machine.run(part, parts);
      Sums.add(machine.rows(), sums.a(), sums.at(), filterSize, parts, filterSize);
      System.arraycopy(sums.a(), sums.at(), df.a(), df.at(), filterSize);
    }

    private int sumAt(int part) {
      return sums.at() + part * filterSize;
    }

    private void part(int part, int worker) {
      int sum = sumAt(part);
      int rowSum = sumAt(parts + part);
      Arrays.fill(sums.a(), sum, sum + filterSize, 0);
      int end = (int) ((long) outRows * (part + 1) / parts);
      for (int row = (int) ((long) outRows * part / parts); row < end; row++) {
        Arrays.fill(sums.a(), rowSum, rowSum + filterSize, 0);
        row(row, rowSum, taps[worker]);
        machine.rows().add(sums.a(), rowSum, sums.a(), sum, filterSize);
      }
    }

    private void row(int row, int rowSum, Taps t) {
      int picture = x.at() + row / geometry.outH() * sourceSize;
      for (int ow = 0; ow < geometry.outW(); ow++) {
        int n = t.ofOutput(row % geometry.outH(), ow, picture, rowSum);
        int from = dy.at() + (row * geometry.outW() + ow) * channels;
        for (int i = 0; i < n; i++) {
          machine.rows().addProduct(x.a(), t.pixel[i], dy.a(), from, sums.a(), t.tap[i], channels);
        }
      }
    }
  }
}
