package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.math.FloatMath;
import dev.imbrex.op.Unary;
import dev.imbrex.op.composite.LogSoftmax;
import dev.imbrex.op.composite.SigmoidCrossEntropy;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.op.composite.SoftmaxCrossEntropy;
import dev.imbrex.op.composite.SoftmaxCrossEntropyGrad;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropyGrad;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** Softmax, its logarithm, and the cross-entropies with their gradients: row by row. */
final class Losses {
  private Losses() {}

  /** Exponentials of rows, each less its maximum. */
  private static final class Exponentials {
    private final Rows rows;
    private final Pointwise exp;
    private final int n;
    private final float[][] work;
    private final float[][] row;

    Exponentials(Machine m, int n) {
      this.rows = m.rows();
      this.exp = m.functions().unary(Unary.Fn.EXP);
      this.n = n;
      this.work = new float[m.workers().count()][Rows.BESIDE];
      this.row = new float[m.workers().count()][n];
    }

    float max(float[] x, int at, int worker) {
      return rows.max(x, at, n, work[worker]);
    }

    float sum(float[] x, int at, int worker) {
      return rows.sum(x, at, n, work[worker]);
    }

    /** Writes e^(x - max) to y, which may be x, and returns the sum. */
    float of(float[] x, int at, float max, float[] y, int to, int worker) {
      less(x, at, max, y, to, n);
      exp.apply(y, to, y, to, n);
      return sum(y, to, worker);
    }

    /** Returns the sum of e^(x - max). */
    float sumOf(float[] x, int at, float max, int worker) {
      return of(x, at, max, row[worker], 0, worker);
    }

    // Loops of their own, which the compiler turns into vectors.

    /** y = x - c. */
    static void less(float[] x, int at, float c, float[] y, int to, int n) {
      for (int i = 0; i < n; i++) {
        y[to + i] = x[at + i] - c;
      }
    }

    /** y = y / c. */
    static void divide(float[] y, int to, float c, int n) {
      for (int i = 0; i < n; i++) {
        y[to + i] /= c;
      }
    }

    /** y = y / c times g. */
    static void divide(float[] y, int to, float c, float g, int n) {
      for (int i = 0; i < n; i++) {
        y[to + i] = y[to + i] / c * g;
      }
    }
  }

  private static int columns(List<TensorType> in) {
    return in.get(0).shape().dim(-1);
  }

  private static int rows(List<TensorType> in) {
    return in.get(0).shape().intSize() / columns(in);
  }

  static Kernel softmax(Machine m, Softmax op, List<TensorType> in, List<TensorType> out) {
    int n = columns(in);
    Exponentials e = new Exponentials(m, n);
    return new Chunked(
        m,
        "softmax",
        rows(in),
        4 * n,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              float[] a = x[0].a();
              float[] d = y[0].a();
              for (int r = from; r < to; r++) {
                int at = x[0].at() + r * n;
                int dt = y[0].at() + r * n;
                float sum = e.of(a, at, e.max(a, at, worker), d, dt, worker);
                Exponentials.divide(d, dt, sum, n);
              }
            });
  }

  static Kernel logSoftmax(Machine m, LogSoftmax op, List<TensorType> in, List<TensorType> out) {
    int n = columns(in);
    Exponentials e = new Exponentials(m, n);
    return new Chunked(
        m,
        "log softmax",
        rows(in),
        4 * n,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              float[] a = x[0].a();
              float[] d = y[0].a();
              for (int r = from; r < to; r++) {
                int at = x[0].at() + r * n;
                int dt = y[0].at() + r * n;
                float max = e.max(a, at, worker);
                float log = FloatMath.log(e.of(a, at, max, d, dt, worker));
                for (int i = 0; i < n; i++) {
                  d[dt + i] = a[at + i] - max - log;
                }
              }
            });
  }

  static Kernel sparse(
      Machine m, SparseSoftmaxCrossEntropy op, List<TensorType> in, List<TensorType> out) {
    int n = columns(in);
    Exponentials e = new Exponentials(m, n);
    return new Chunked(
        m,
        "sparse cross-entropy",
        rows(in),
        4 * n,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              float[] a = x[0].a();
              for (int r = from; r < to; r++) {
                int at = x[0].at() + r * n;
                float max = e.max(a, at, worker);
                float log = FloatMath.log(e.sumOf(a, at, max, worker));
                int label = x[1].bits(r);
                boolean valid = label >= 0 && label < n;
                y[0].a()[y[0].at() + r] = valid ? -(a[at + label] - max - log) : Float.NaN;
              }
            });
  }

  static Kernel sparseGradient(
      Machine m, SparseSoftmaxCrossEntropyGrad op, List<TensorType> in, List<TensorType> out) {
    int n = columns(in);
    Exponentials e = new Exponentials(m, n);
    return new Chunked(
        m,
        "sparse cross-entropy gradient",
        rows(in),
        4 * n,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              float[] a = x[0].a();
              float[] d = y[0].a();
              for (int r = from; r < to; r++) {
                int at = x[0].at() + r * n;
                int dt = y[0].at() + r * n;
                float sum = e.of(a, at, e.max(a, at, worker), d, dt, worker);
                float g = x[2].a()[x[2].at() + r];
                int label = x[1].bits(r);
                boolean valid = label >= 0 && label < n;
                float there = valid ? (d[dt + label] / sum - 1f) * g : 0f;
                Exponentials.divide(d, dt, sum, g, n);
                if (valid) {
                  d[dt + label] = there;
                }
              }
            });
  }

  static Kernel dense(
      Machine m, SoftmaxCrossEntropy op, List<TensorType> in, List<TensorType> out) {
    int n = columns(in);
    Exponentials e = new Exponentials(m, n);
    return new Chunked(
        m,
        "cross-entropy",
        rows(in),
        4 * n,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              float[] a = x[0].a();
              float[] t = x[1].a();
              for (int r = from; r < to; r++) {
                int at = x[0].at() + r * n;
                int tt = x[1].at() + r * n;
                float max = e.max(a, at, worker);
                float log = FloatMath.log(e.sumOf(a, at, max, worker));
                float sum = 0;
                for (int i = 0; i < n; i++) {
                  sum += t[tt + i] * (a[at + i] - max - log);
                }
                y[0].a()[y[0].at() + r] = -sum;
              }
            });
  }

  static Kernel denseGradient(
      Machine m, SoftmaxCrossEntropyGrad op, List<TensorType> in, List<TensorType> out) {
    int n = columns(in);
    Exponentials e = new Exponentials(m, n);
    return new Chunked(
        m,
        "cross-entropy gradient",
        rows(in),
        4 * n,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              float[] a = x[0].a();
              float[] t = x[1].a();
              float[] d = y[0].a();
              for (int r = from; r < to; r++) {
                int at = x[0].at() + r * n;
                int tt = x[1].at() + r * n;
                int dt = y[0].at() + r * n;
                float sum = e.of(a, at, e.max(a, at, worker), d, dt, worker);
                float mass = e.sum(t, tt, worker);
                float g = x[2].a()[x[2].at() + r];
                for (int i = 0; i < n; i++) {
                  d[dt + i] = (d[dt + i] / sum * mass - t[tt + i]) * g;
                }
              }
            });
  }

  static Kernel sigmoid(
      Machine m, SigmoidCrossEntropy op, List<TensorType> in, List<TensorType> out) {
    return Elementwise.pairwise(
        m,
        "sigmoid cross-entropy",
        in.get(0).shape().intSize(),
        (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float z = a[at + i];
            float tail = FloatMath.log1p(FloatMath.exp(-Math.abs(z)));
            d[to + i] = Math.max(z, 0f) - z * b[bt + i] + tail;
          }
        });
  }
}
