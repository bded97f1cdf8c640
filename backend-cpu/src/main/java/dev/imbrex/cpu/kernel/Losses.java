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
    private final Pointwise exp;
    private final int n;

    Exponentials(Machine m, int n) {
      this.exp = m.functions().unary(Unary.Fn.EXP);
      this.n = n;
    }

    static float max(float[] x, int at, int n) {
      float max = x[at];
      for (int i = 1; i < n; i++) {
        max = Math.max(max, x[at + i]);
      }
      return max;
    }

    /** Writes e^(x - max) to y, which may be x, and returns the sum. */
    float of(float[] x, int at, float max, float[] y, int to) {
      for (int i = 0; i < n; i++) {
        y[to + i] = x[at + i] - max;
      }
      exp.apply(y, to, y, to, n);
      float sum = 0;
      for (int i = 0; i < n; i++) {
        sum += y[to + i];
      }
      return sum;
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
                float sum = e.of(a, at, Exponentials.max(a, at, n), d, dt);
                for (int i = 0; i < n; i++) {
                  d[dt + i] /= sum;
                }
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
                float max = Exponentials.max(a, at, n);
                float log = FloatMath.log(e.of(a, at, max, d, dt));
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
        (long) rows(in) * n,
        (x, y, s) ->
            (from, to, worker) -> {
              float[] a = x[0].a();
              for (int r = from; r < to; r++) {
                int at = x[0].at() + r * n;
                float max = Exponentials.max(a, at, n);
                float log = FloatMath.log(e.of(a, at, max, s.a(), s.at() + r * n));
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
                float sum = e.of(a, at, Exponentials.max(a, at, n), d, dt);
                float g = x[2].a()[x[2].at() + r];
                int label = x[1].bits(r);
                for (int i = 0; i < n; i++) {
                  d[dt + i] = (d[dt + i] / sum - (i == label ? 1f : 0f)) * g;
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
        (long) rows(in) * n,
        (x, y, s) ->
            (from, to, worker) -> {
              float[] a = x[0].a();
              float[] t = x[1].a();
              for (int r = from; r < to; r++) {
                int at = x[0].at() + r * n;
                int tt = x[1].at() + r * n;
                float max = Exponentials.max(a, at, n);
                float log = FloatMath.log(e.of(a, at, max, s.a(), s.at() + r * n));
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
                float sum = e.of(a, at, Exponentials.max(a, at, n), d, dt);
                float mass = 0;
                for (int i = 0; i < n; i++) {
                  mass += t[tt + i];
                }
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
