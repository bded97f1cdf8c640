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
import java.util.stream.IntStream;

/**
 * Pooling and its gradients. A task takes whole rows of output pixels forward; backward it takes
 * whole pictures, so that windows that overlap add up in one thread and in one order.
 */
final class Pooling {
  /** From so many channels on, pixels are vectors. */
  private static final int LEAST_CHANNELS = 16;

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

    int taps() {
      return w.kernelH() * w.kernelW();
    }

    /** Returns how far a tap lies from its window's first. */
    int offset(int tap) {
      int r = tap / w.kernelW();
      return (r * w.dilationH() * g.inW() + tap % w.kernelW() * w.dilationW()) * channels;
    }

    /** Returns whether a window that begins in this row lies in the picture. */
    boolean holdsRows(int top) {
      return top >= 0 && top + w.spanH() <= g.inH();
    }

    /** Returns whether a window that begins in this column lies in the picture. */
    boolean holdsColumns(int left) {
      return left >= 0 && left + w.spanW() <= g.inW();
    }

    /** Returns whether a tap of a window is a pixel of the picture. */
    boolean sees(int top, int left, int tap) {
      int h = top + tap / w.kernelW() * w.dilationH();
      int v = left + tap % w.kernelW() * w.dilationW();
      return h >= 0 && h < g.inH() && v >= 0 && v < g.inW();
    }

    /** Finds those taps of a window that are pixels; returns how many they are. */
    int taps(int top, int left, int[] from, int[] place) {
      int n = 0;
      for (int t = 0; t < taps(); t++) {
        if (sees(top, left, t)) {
          from[n] = offset(t);
          place[n++] = t;
        }
      }
      return n;
    }

    /** Returns the number of elements in a row of results. */
    int outLine() {
      return g.outW() * channels;
    }

    /** Returns whether windows do not overlap and lie in the picture. */
    boolean apart() {
      return w.strideH() >= w.spanH() && w.strideW() >= w.spanW() && holdsAll();
    }

    /** Returns whether all windows lie in the picture. */
    boolean holdsAll() {
      return holdsRows(top(0))
          && holdsColumns(left(0))
          && holdsRows(top(g.outH() - 1))
          && holdsColumns(left(g.outW() - 1));
    }

    /** Returns whether windows that do not overlap see all of the picture. */
    boolean covered() {
      return g.outH() * w.kernelH() == g.inH() && g.outW() * w.kernelW() == g.inW();
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
    boolean narrow = grid.channels < LEAST_CHANNELS && grid.holdsAll();
    long own = narrow ? (long) grid.taps() * grid.outLine() : 0;
    return new Chunked(
        m,
        "max pooling",
        grid.rows(),
        grid.rowCost(),
        own * m.workers().count(),
        (x, y, s) -> {
          Greatest[] workers = new Greatest[m.workers().count()];
          for (int i = 0; i < workers.length; i++) {
            int at = s.at() + (int) own * i;
            workers[i] = new Greatest(grid, m.rows(), x[0], y[0], y[1], s.a(), at);
          }
          return (from, to, worker) -> {
            for (int row = from; row < to; row++) {
              if (narrow) {
                workers[worker].narrowRow(row);
              } else {
                workers[worker].row(row);
              }
            }
          };
        });
  }

  /** Max pooling with the work space of one worker. */
  private static final class Greatest {
    private final Grid q;
    private final Rows rows;
    private final Span x;
    private final Span y;
    private final Span index;
    private final float[] work;
    private final int workAt;
    private final int[] from;
    private final int[] place;
    private final int[] pattern;

    Greatest(Grid q, Rows rows, Span x, Span y, Span index, float[] work, int workAt) {
      this.q = q;
      this.rows = rows;
      this.x = x;
      this.y = y;
      this.index = index;
      this.work = work;
      this.workAt = workAt;
      this.from = new int[q.taps()];
      this.place = IntStream.range(0, q.taps()).toArray();
      this.pattern =
          Offsets.of(
              new int[] {q.g.outW(), q.channels}, new int[] {q.w.strideW() * q.channels, 1}, 0);
    }

    private int corner(int row) {
      int top = q.top(row % q.g.outH());
      return x.at() + row / q.g.outH() * q.inSize() + top * q.g.inW() * q.channels;
    }

    /** Makes a row of results, pixel by pixel. */
    void row(int row) {
      int c = q.channels;
      int top = q.top(row % q.g.outH());
      int count = 0;
      boolean inside = false;
      for (int ow = 0; ow < q.g.outW(); ow++) {
        int left = q.left(ow);
        // Windows inside the picture all see the same taps.
        if (!inside || !q.holdsColumns(left)) {
          count = q.taps(top, left, from, place);
          inside = q.holdsColumns(left);
        }
        int to = row * q.outLine() + ow * c;
        int at = corner(row) + left * c;
        rows.greatest(
            x.a(), at, from, place, count, y.a(), y.at() + to, index.a(), index.at() + to, c);
      }
    }

    /**
     * Makes a row of results of few channels: what each tap sees in all windows is put side by side
     * first.
     */
    void narrowRow(int row) {
      int n = q.outLine();
      for (int t = 0; t < from.length; t++) {
        from[t] = t * n;
        rows.gather(x.a(), corner(row) + q.offset(t), pattern, 0, work, workAt + t * n, n);
      }
      int to = row * n;
      rows.greatest(
          work,
          workAt,
          from,
          place,
          from.length,
          y.a(),
          y.at() + to,
          index.a(),
          index.at() + to,
          n);
    }
  }

  static Kernel maxGradient(
      Machine m, MaxPool2dGrad op, List<TensorType> in, List<TensorType> out) {
    Grid grid = Grid.of(op.window(), op.ceil(), out.get(0).shape());
    boolean apart = grid.apart() && grid.channels >= LEAST_CHANNELS;
    return new Chunked(
        m,
        "max pooling gradient",
        grid.batch,
        grid.inSize(),
        0,
        (x, y, s) -> {
          int[] offsets = IntStream.range(0, grid.taps()).map(grid::offset).toArray();
          return (from, to, worker) -> {
            for (int picture = from; picture < to; picture++) {
              if (apart) {
                deal(grid, m.rows(), x[0], x[1], y[0], picture);
              } else {
                scatter(grid, offsets, x[0], x[1], y[0], picture);
              }
            }
          };
        });
  }

  /** Windows that do not overlap: each pixel of dX is written once. */
  private static void deal(Grid q, Rows rows, Span dy, Span index, Span dx, int picture) {
    int c = q.channels;
    int base = dx.at() + picture * q.inSize();
    if (!q.covered()) {
      Arrays.fill(dx.a(), base, base + q.inSize(), 0);
    }
    int from = picture * q.outSize();
    for (int oh = 0; oh < q.g.outH(); oh++) {
      for (int place = 0; place < q.taps(); place++) {
        int to = base + q.top(oh) * q.g.inW() * c + q.offset(place);
        for (int ow = 0; ow < q.g.outW(); ow++) {
          int at = from + (oh * q.g.outW() + ow) * c;
          int into = to + ow * q.w.strideW() * c;
          rows.pick(dy.a(), dy.at() + at, index.a(), index.at() + at, place, dx.a(), into, c);
        }
      }
    }
  }

  private static void scatter(Grid q, int[] offsets, Span dy, Span index, Span dx, int picture) {
    int c = q.channels;
    int base = dx.at() + picture * q.inSize();
    Arrays.fill(dx.a(), base, base + q.inSize(), 0);
    int at = picture * q.outSize();
    float[] d = dx.a();
    for (int oh = 0; oh < q.g.outH(); oh++) {
      int top = q.top(oh);
      for (int ow = 0; ow < q.g.outW(); ow++) {
        int left = q.left(ow);
        boolean inside = q.holdsRows(top) && q.holdsColumns(left);
        int corner = base + (top * q.g.inW() + left) * c;
        for (int j = 0; j < c; j++, at++) {
          int place = index.bits(at);
          // An index that names no pixel must not reach the memory of others (MXG-3).
          if (place >= 0 && place < offsets.length && (inside || q.sees(top, left, place))) {
            d[corner + offsets[place] + j] += dy.a()[dy.at() + at];
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
