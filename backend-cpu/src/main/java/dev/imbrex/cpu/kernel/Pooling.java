package dev.imbrex.cpu.kernel;

import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.MaxPool2dGrad;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * Pooling and its gradients. A task takes whole rows of output pixels forward; backward it takes
 * whole pictures, so that windows that overlap add up in one thread and in one order.
 */
final class Pooling {
  private Pooling() {}

  /** The pictures on both sides of a window. */
  private record Grid(Window w, WindowGeometry g, int batch, int channels) {
    static Grid of(Window w, boolean ceil, Shape x) {
      return new Grid(w, w.on(x.dim(1), x.dim(2), ceil), x.dim(0), x.dim(3));
    }

    int rows() {
      return batch * g.outH();
    }

    int inSize() {
      return g.inH() * g.inW() * channels;
    }

    int outSize() {
      return g.outH() * g.outW() * channels;
    }

    /** Returns how many elements an output row's windows cover. */
    int rowCost() {
      return g.outW() * channels * w.kernelH() * w.kernelW();
    }

    int top(int oh) {
      return oh * w.strideH() - g.padTop();
    }

    int left(int ow) {
      return ow * w.strideW() - g.padLeft();
    }
  }

  static Kernel max(Machine m, MaxPool2d op, List<TensorType> in, List<TensorType> out) {
    Grid grid = Grid.of(op.window(), op.ceil(), in.get(0).shape());
    return new Chunked(
        m,
        "max pooling",
        grid.rows(),
        grid.rowCost(),
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int row = from; row < to; row++) {
                maxRow(grid, m.rows(), x[0], y[0], y[1], row);
              }
            });
  }

  private static void maxRow(Grid q, Rows rows, Span x, Span y, Span index, int row) {
    int c = q.channels;
    int picture = row / q.g.outH();
    int top = q.top(row % q.g.outH());
    for (int ow = 0; ow < q.g.outW(); ow++) {
      int to = (row * q.g.outW() + ow) * c;
      int left = q.left(ow);
      boolean first = true;
      for (int r = 0; r < q.w.kernelH(); r++) {
        int ih = top + r * q.w.dilationH();
        if (ih < 0 || ih >= q.g.inH()) {
          continue;
        }
        for (int k = 0; k < q.w.kernelW(); k++) {
          int iw = left + k * q.w.dilationW();
          if (iw < 0 || iw >= q.g.inW()) {
            continue;
          }
          int from = x.at() + picture * q.inSize() + (ih * q.g.inW() + iw) * c;
          float place = Float.intBitsToFloat(r * q.w.kernelW() + k);
          if (first) {
            System.arraycopy(x.a(), from, y.a(), y.at() + to, c);
            Arrays.fill(index.a(), index.at() + to, index.at() + to + c, place);
            first = false;
          } else {
            rows.challenge(x.a(), from, place, y.a(), y.at() + to, index.a(), index.at() + to, c);
          }
        }
      }
    }
  }

  static Kernel maxGradient(
      Machine m, MaxPool2dGrad op, List<TensorType> in, List<TensorType> out) {
    Grid grid = Grid.of(op.window(), op.ceil(), out.get(0).shape());
    return new Chunked(
        m,
        "max pooling gradient",
        grid.batch,
        grid.inSize(),
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int picture = from; picture < to; picture++) {
                scatter(grid, x[0], x[1], y[0], picture);
              }
            });
  }

  private static void scatter(Grid q, Span dy, Span index, Span dx, int picture) {
    int c = q.channels;
    int base = dx.at() + picture * q.inSize();
    Arrays.fill(dx.a(), base, base + q.inSize(), 0);
    int at = picture * q.outSize();
    float[] d = dx.a();
    for (int oh = 0; oh < q.g.outH(); oh++) {
      for (int ow = 0; ow < q.g.outW(); ow++) {
        for (int j = 0; j < c; j++, at++) {
          int place = index.bits(at);
          int r = place / q.w.kernelW();
          int h = q.top(oh) + r * q.w.dilationH();
          int w = q.left(ow) + (place - r * q.w.kernelW()) * q.w.dilationW();
          // An index that names no pixel must not reach the memory of others (MXG-3).
          boolean inWindow = place >= 0 && r < q.w.kernelH();
          if (inWindow && h >= 0 && h < q.g.inH() && w >= 0 && w < q.g.inW()) {
            d[base + (h * q.g.inW() + w) * c + j] += dy.a()[dy.at() + at];
          }
        }
      }
    }
  }

  /** Returns the divisor of each output pixel's window. */
  private static float[] divisors(Grid q, boolean countPadding) {
    float[] n = new float[q.g.outH() * q.g.outW()];
    int top = countPadding ? q.g.padTop() : 0;
    int left = countPadding ? q.g.padLeft() : 0;
    int bottom = q.g.inH() + (countPadding ? q.g.padBottom() : 0);
    int right = q.g.inW() + (countPadding ? q.g.padRight() : 0);
    for (int i = 0; i < n.length; i++) {
      int oh = i / q.g.outW();
      int ow = i % q.g.outW();
      int h = count(q.top(oh), q.w.kernelH(), q.w.dilationH(), -top, bottom);
      n[i] = h * count(q.left(ow), q.w.kernelW(), q.w.dilationW(), -left, right);
    }
    return n;
  }

  private static int count(int start, int kernel, int dilation, int from, int to) {
    int n = 0;
    for (int k = 0; k < kernel; k++) {
      int at = start + k * dilation;
      n += at >= from && at < to ? 1 : 0;
    }
    return n;
  }

  static Kernel average(Machine m, AvgPool2d op, List<TensorType> in, List<TensorType> out) {
    Grid grid = Grid.of(op.window(), op.ceil(), in.get(0).shape());
    float[] divisors = divisors(grid, op.countPadding());
    return new Chunked(
        m,
        "average pooling",
        grid.rows(),
        grid.rowCost(),
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int row = from; row < to; row++) {
                averageRow(grid, m.rows(), divisors, x[0], y[0], row);
              }
            });
  }

  private static void averageRow(Grid q, Rows rows, float[] divisors, Span x, Span y, int row) {
    int c = q.channels;
    int picture = row / q.g.outH();
    int oh = row % q.g.outH();
    for (int ow = 0; ow < q.g.outW(); ow++) {
      int to = y.at() + (row * q.g.outW() + ow) * c;
      Arrays.fill(y.a(), to, to + c, 0);
      for (int r = 0; r < q.w.kernelH(); r++) {
        int ih = q.top(oh) + r * q.w.dilationH();
        for (int k = 0; k < q.w.kernelW(); k++) {
          int iw = q.left(ow) + k * q.w.dilationW();
          if (ih >= 0 && ih < q.g.inH() && iw >= 0 && iw < q.g.inW()) {
            int from = x.at() + picture * q.inSize() + (ih * q.g.inW() + iw) * c;
            rows.add(x.a(), from, y.a(), to, c);
          }
        }
      }
      float n = divisors[oh * q.g.outW() + ow];
      for (int j = 0; j < c; j++) {
        y.a()[to + j] /= n;
      }
    }
  }

  static Kernel averageGradient(
      Machine m, AvgPool2dGrad op, List<TensorType> in, List<TensorType> out) {
    Grid grid = Grid.of(op.window(), op.ceil(), out.get(0).shape());
    float[] divisors = divisors(grid, op.countPadding());
    long scratch = (long) grid.batch * grid.channels;
    return new Chunked(
        m,
        "average pooling gradient",
        grid.batch,
        grid.inSize(),
        scratch,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int picture = from; picture < to; picture++) {
                spread(grid, m.rows(), divisors, x[0], y[0], s, picture);
              }
            });
  }

  private static void spread(
      Grid q, Rows rows, float[] divisors, Span dy, Span dx, Span scratch, int picture) {
    int c = q.channels;
    int base = dx.at() + picture * q.inSize();
    int share = scratch.at() + picture * c;
    Arrays.fill(dx.a(), base, base + q.inSize(), 0);
    for (int pixel = 0; pixel < divisors.length; pixel++) {
      int from = dy.at() + picture * q.outSize() + pixel * c;
      for (int j = 0; j < c; j++) {
        scratch.a()[share + j] = dy.a()[from + j] / divisors[pixel];
      }
      for (int r = 0; r < q.w.kernelH(); r++) {
        int ih = q.top(pixel / q.g.outW()) + r * q.w.dilationH();
        for (int k = 0; k < q.w.kernelW(); k++) {
          int iw = q.left(pixel % q.g.outW()) + k * q.w.dilationW();
          if (ih >= 0 && ih < q.g.inH() && iw >= 0 && iw < q.g.inW()) {
            rows.add(scratch.a(), share, dx.a(), base + (ih * q.g.inW() + iw) * c, c);
          }
        }
      }
    }
  }
}
