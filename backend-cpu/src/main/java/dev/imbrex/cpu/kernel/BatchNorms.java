package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.composite.BatchNormInference;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.BatchNormTrainingGrad;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * Batch normalisation. Statistics come from blocks of rows, whose number depends on the shape
 * alone: each block gives its mean and its sum of squares around it, and the blocks are merged in
 * order (Chan, Golub and LeVeque, 1979).
 */
final class BatchNorms {
  private static final int BLOCK_FLOATS = 32 << 10;

  private BatchNorms() {}

  /** The rows and channels, cut into blocks of rows. */
  private record Blocks(int rows, int channels, int height, int count) {
    static Blocks of(TensorType x) {
      int c = x.shape().dim(-1);
      int rows = x.shape().intSize() / c;
      int height = Math.max(1, BLOCK_FLOATS / c);
      return new Blocks(rows, c, height, (rows + height - 1) / height);
    }

    int first(int block) {
      return block * height;
    }

    int end(int block) {
      return Math.min(rows, (block + 1) * height);
    }
  }

  static Kernel inference(
      Machine m, BatchNormInference op, List<TensorType> in, List<TensorType> out) {
    int c = in.get(1).shape().dim(0);
    int rows = in.get(0).shape().intSize() / c;
    return new Chunked(
        m,
        "batch norm inference",
        rows,
        c,
        0,
        (x, y, s) -> {
          float[][] scales = new float[m.workers().count()][c];
          return (from, to, worker) -> {
            float[] scale = scales[worker];
            for (int j = 0; j < c; j++) {
              scale[j] = x[1].a()[x[1].at() + j] * inverse(x[4].a()[x[4].at() + j], op.epsilon());
            }
            for (int r = from; r < to; r++) {
              m.rows()
                  .normalize(
                      x[0].a(),
                      x[0].at() + r * c,
                      x[3].a(),
                      x[3].at(),
                      scale,
                      0,
                      x[2].a(),
                      x[2].at(),
                      y[0].a(),
                      y[0].at() + r * c,
                      c);
            }
          };
        });
  }

  private static float inverse(float variance, double epsilon) {
    return 1f / (float) Math.sqrt(variance + (float) epsilon);
  }

  static Kernel training(
      Machine m, BatchNormTraining op, List<TensorType> in, List<TensorType> out) {
    Blocks b = Blocks.of(in.get(0));
    return new Kernel() {
      @Override
      public long scratchBytes() {
        return 4L * b.channels * (2L * b.count + 1);
      }

      @Override
      public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice scratch) {
        return new Training(
            m, b, op.epsilon(), Span.of(inputs), Span.of(outputs), Span.of(scratch));
      }

      @Override
      public String explain() {
        return "batch norm in " + b.count + " blocks";
      }
    };
  }

  /** Forward: statistics, then y. Scratch: per block means and squares, then the scale. */
  private static final class Training implements Invocation {
    private final Machine m;
    private final Blocks b;
    private final double epsilon;
    private final Span[] in;
    private final Span[] out;
    private final float[] work;
    private final int meansAt;
    private final int squaresAt;
    private final int scaleAt;
    private final Job statistics = this::statistics;
    private final Job normalize = this::normalize;

    Training(Machine m, Blocks b, double epsilon, Span[] in, Span[] out, Span scratch) {
      this.m = m;
      this.b = b;
      this.epsilon = epsilon;
      this.in = in;
      this.out = out;
      this.work = scratch.a();
      this.meansAt = scratch.at();
      this.squaresAt = meansAt + b.count * b.channels;
      this.scaleAt = squaresAt + b.count * b.channels;
    }

    @Override
    public void run() {
      m.run(statistics, b.count);
      merge();
      m.run(normalize, b.count);
    }

    private void statistics(int block, int worker) {
      int c = b.channels;
      int mean = meansAt + block * c;
      int squares = squaresAt + block * c;
      Arrays.fill(work, mean, mean + c, 0);
      Arrays.fill(work, squares, squares + c, 0);
      for (int r = b.first(block); r < b.end(block); r++) {
        m.rows().add(in[0].a(), in[0].at() + r * c, work, mean, c);
      }
      float n = b.end(block) - b.first(block);
      for (int j = 0; j < c; j++) {
        work[mean + j] /= n;
      }
      for (int r = b.first(block); r < b.end(block); r++) {
        m.rows().addSquares(in[0].a(), in[0].at() + r * c, work, mean, work, squares, c);
      }
    }

    /** Merges the blocks in order and prepares the scale. */
    private void merge() {
      for (int j = 0; j < b.channels; j++) {
        float mean = work[meansAt + j];
        float squares = work[squaresAt + j];
        float n = b.end(0);
        for (int block = 1; block < b.count; block++) {
          float more = b.end(block) - b.first(block);
          float delta = work[meansAt + block * b.channels + j] - mean;
          float all = n + more;
          mean += delta * (more / all);
          squares += work[squaresAt + block * b.channels + j] + delta * delta * (n * (more / all));
          n = all;
        }
        float variance = squares / n;
        out[1].a()[out[1].at() + j] = mean;
        out[2].a()[out[2].at() + j] = variance;
        work[scaleAt + j] = in[1].a()[in[1].at() + j] * inverse(variance, epsilon);
      }
    }

    private void normalize(int block, int worker) {
      int c = b.channels;
      for (int r = b.first(block); r < b.end(block); r++) {
        m.rows()
            .normalize(
                in[0].a(),
                in[0].at() + r * c,
                out[1].a(),
                out[1].at(),
                work,
                scaleAt,
                in[2].a(),
                in[2].at(),
                out[0].a(),
                out[0].at() + r * c,
                c);
      }
    }
  }

  static Kernel gradient(
      Machine m, BatchNormTrainingGrad op, List<TensorType> in, List<TensorType> out) {
    Blocks b = Blocks.of(in.get(0));
    return new Kernel() {
      @Override
      public long scratchBytes() {
        return 4L * b.channels * (2L * b.count + 3);
      }

      @Override
      public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice scratch) {
        return new Gradient(
            m, b, op.epsilon(), Span.of(inputs), Span.of(outputs), Span.of(scratch));
      }

      @Override
      public String explain() {
        return "batch norm gradient in " + b.count + " blocks";
      }
    };
  }

  /**
   * Backward: sums of dy and dy (x - mean), then dx = k0 (dy + k1 (x - mean) + k2) with the factors
   * of each channel. Scratch: per block the two sums, then the factors.
   */
  private static final class Gradient implements Invocation {
    private final Machine m;
    private final Blocks b;
    private final double epsilon;
    private final Span[] in;
    private final Span[] out;
    private final float[] work;
    private final int sumsAt;
    private final int productsAt;
    private final int factorsAt;
    private final Job sums = this::sums;
    private final Job spread = this::spread;

    Gradient(Machine m, Blocks b, double epsilon, Span[] in, Span[] out, Span scratch) {
      this.m = m;
      this.b = b;
      this.epsilon = epsilon;
      this.in = in;
      this.out = out;
      this.work = scratch.a();
      this.sumsAt = scratch.at();
      this.productsAt = sumsAt + b.count * b.channels;
      this.factorsAt = productsAt + b.count * b.channels;
    }

    @Override
    public void run() {
      m.run(sums, b.count);
      merge();
      m.run(spread, b.count);
    }

    private void sums(int block, int worker) {
      int c = b.channels;
      int sum = sumsAt + block * c;
      int products = productsAt + block * c;
      Arrays.fill(work, sum, sum + c, 0);
      Arrays.fill(work, products, products + c, 0);
      for (int r = b.first(block); r < b.end(block); r++) {
        int x = in[0].at() + r * c;
        int dy = in[4].at() + r * c;
        m.rows().add(in[4].a(), dy, work, sum, c);
        m.rows().addProducts(in[0].a(), x, in[2].a(), in[2].at(), in[4].a(), dy, work, products, c);
      }
    }

    private void merge() {
      int c = b.channels;
      for (int j = 0; j < c; j++) {
        float dbeta = 0;
        float products = 0;
        for (int block = 0; block < b.count; block++) {
          dbeta += work[sumsAt + block * c + j];
          products += work[productsAt + block * c + j];
        }
        float inverse = inverse(in[3].a()[in[3].at() + j], epsilon);
        float dgamma = products * inverse;
        out[1].a()[out[1].at() + j] = dgamma;
        out[2].a()[out[2].at() + j] = dbeta;
        float scale = in[1].a()[in[1].at() + j] * inverse;
        work[factorsAt + j] = scale;
        work[factorsAt + c + j] = -dgamma * inverse / b.rows;
        work[factorsAt + 2 * c + j] = -dbeta / b.rows;
      }
    }

    private void spread(int block, int worker) {
      int c = b.channels;
      for (int r = b.first(block); r < b.end(block); r++) {
        m.rows()
            .spread(
                in[0].a(),
                in[0].at() + r * c,
                in[2].a(),
                in[2].at(),
                in[4].a(),
                in[4].at() + r * c,
                work,
                factorsAt,
                out[0].a(),
                out[0].at() + r * c,
                c);
      }
    }
  }
}
