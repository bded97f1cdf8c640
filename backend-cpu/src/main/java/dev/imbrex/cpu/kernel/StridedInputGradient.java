package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.cpu.gemm.Slab;
import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a strided convolution with respect to its input, phase by phase: input pixels
 * whose places have the same remainders by the strides see the same taps, and among themselves
 * their gradient is that of a convolution of these taps without stride. So no product is taken with
 * the zeros that {@link Sliding} would put between the pixels of dY.
 */
final class StridedInputGradient implements Kernel {
  /**
   * The pixels of one phase.
   *
   * @param shape of their gradient, side by side
   * @param row the first of them
   * @param column the first of them
   * @param kernel makes their gradient; none if no tap sees them
   */
  private record Phase(Shape shape, int row, int column, @Nullable Kernel kernel) {
    long bytes() {
      return 4L * shape.intSize();
    }
  }

  private final Machine machine;
  private final Window w;
  private final int inH;
  private final int inW;
  private final List<Phase> phases = new ArrayList<>();

  StridedInputGradient(
      Machine machine, Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    this.machine = machine;
    this.w = op.window();
    this.inH = op.inH();
    this.inW = op.inW();
    Shape dy = in.get(0).shape();
    Shape dx = out.get(0).shape();
    WindowGeometry g = w.on(inH, inW);
    for (int r = 0; r < w.strideH(); r++) {
      for (int c = 0; c < w.strideW(); c++) {
        int row = Math.floorMod(r - g.padTop(), w.strideH());
        int column = Math.floorMod(c - g.padLeft(), w.strideW());
        int rows = (inH - row + w.strideH() - 1) / w.strideH();
        int columns = (inW - column + w.strideW() - 1) / w.strideW();
        if (rows <= 0 || columns <= 0) {
          continue;
        }
        Shape part = Shape.of(dx.dim(0), rows, columns, dx.dim(3));
        int down = (w.kernelH() - r + w.strideH() - 1) / w.strideH();
        int across = (w.kernelW() - c + w.strideW() - 1) / w.strideW();
        if (down <= 0 || across <= 0) {
          phases.add(new Phase(part, row, column, null));
          continue;
        }
        int[] turned = new int[down * across];
        for (int t = 0; t < turned.length; t++) {
          int h = r + w.strideH() * (down - 1 - t / across);
          int v = c + w.strideW() * (across - 1 - t % across);
          turned[t] = h * w.kernelW() + v;
        }
        int top = (row + g.padTop() - r) / w.strideH() - (down - 1);
        int left = (column + g.padLeft() - c) / w.strideW() - (across - 1);
        Slab slab = Slab.ofPhase(g, dy.dim(3), top, left, rows + down - 1, columns + across - 1);
        Window taps = new Window(down, across, 1, 1, 1, 1, Padding.VALID);
        Kernel k =
            Sliding.gradient(machine, taps, op.groups(), slab, turned, dy, in.get(1).shape(), part);
        phases.add(new Phase(part, row, column, k));
      }
    }
  }

  /** Returns whether a window has phases. */
  static boolean fits(Window w) {
    return (w.strideH() > 1 || w.strideW() > 1) && w.dilationH() == 1 && w.dilationW() == 1;
  }

  /** Returns the bytes for the gradient of one phase. */
  private long partBytes() {
    return (phases.stream().mapToLong(Phase::bytes).max().orElse(0) + 63) / 64 * 64;
  }

  @Override
  public long scratchBytes() {
    long own = 0;
    for (Phase p : phases) {
      own = Math.max(own, p.kernel == null ? 0 : p.kernel.scratchBytes());
    }
    return partBytes() + own;
  }

  @Override
  public Invocation bind(List<Slice> in, List<Slice> out, Slice scratch) {
    float[] dx = CpuBuffer.array(out.get(0));
    int dxAt = CpuBuffer.at(out.get(0));
    float[] work = CpuBuffer.array(scratch);
    int workAt = CpuBuffer.at(scratch);
    List<Invocation> steps = new ArrayList<>();
    for (Phase p : phases) {
      Invocation made = null;
      if (p.kernel != null) {
        Slice part = scratch.part(0, p.bytes());
        Slice own = scratch.part(partBytes(), Math.max(4, p.kernel.scratchBytes()));
        made = p.kernel.bind(in, List.of(part), own);
      }
      Invocation first = made;
      Job spread = (row, worker) -> spread(p, first == null, work, workAt, dx, dxAt, row);
      int rows = p.shape.dim(0) * p.shape.dim(1);
      steps.add(
          () -> {
            if (first != null) {
              first.run();
            }
            machine.run(spread, rows);
          });
    }
    return () -> steps.forEach(Invocation::run);
  }

  /** Puts a row of pixels of one phase where they belong. */
  private void spread(
      Phase p, boolean zero, float[] work, int workAt, float[] dx, int dxAt, int row) {
    int c = p.shape.dim(3);
    int columns = p.shape.dim(2);
    int picture = row / p.shape.dim(1);
    int h = p.row + row % p.shape.dim(1) * w.strideH();
    int to = dxAt + ((picture * inH + h) * inW + p.column) * c;
    int from = workAt + row * columns * c;
    for (int i = 0; i < columns; i++) {
      int at = to + i * w.strideW() * c;
      if (zero) {
        Arrays.fill(dx, at, at + c, 0);
      } else {
        System.arraycopy(work, from + i * c, dx, at, c);
      }
    }
  }

  @Override
  public String explain() {
    return "input gradient in " + phases.size() + " phases";
  }
}
