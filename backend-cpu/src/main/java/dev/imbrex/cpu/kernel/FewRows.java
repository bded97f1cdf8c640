package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Product of a matrix of few rows: what {@link MatrixProduct} computes and bit for bit the same,
 * but without packing B, which would take longer than the product. B is read once, row by row.
 *
 * <p>A task makes some columns of all rows.
 */
final class FewRows implements Kernel {
  private static final int MOST_ROWS = 4;

  /** Fewer columns would be read in pieces too short for the memory. */
  private static final int LEAST_COLUMNS = 256;

  private static final int CACHE_LINE = 16;

  /** So many tasks for each thread even out what the system takes from one of them. */
  private static final int TASKS_PER_THREAD = 4;

  /** So many rows of B are added at a time. */
  private static final int STEPS = 8;

  private final Machine machine;
  private final Epilogue epilogue;
  private final int m;
  private final int n;
  private final int k;
  private final int columns;
  private final int tasks;

  private FewRows(Machine machine, Epilogue epilogue, TensorType a, TensorType out) {
    this.machine = machine;
    this.epilogue = epilogue;
    this.m = out.shape().dim(0);
    this.n = out.shape().dim(1);
    this.k = a.shape().dim(1);
    int wanted = n / (TASKS_PER_THREAD * machine.workers().count());
    this.columns = Math.max(LEAST_COLUMNS, wanted / CACHE_LINE * CACHE_LINE);
    this.tasks = (n + columns - 1) / columns;
  }

  /** Returns whether a product is one of few rows. */
  static boolean fits(boolean transposeA, boolean transposeB, TensorType a) {
    return !transposeA && !transposeB && a.shape().dim(0) <= MOST_ROWS;
  }

  static Kernel plain(Machine m, MatMul op, List<TensorType> in, List<TensorType> out) {
    return new FewRows(m, Epilogue.none(m), in.get(0), out.get(0));
  }

  static Kernel fused(
      Machine m, MatMulBiasActivation op, List<TensorType> in, List<TensorType> out) {
    return new FewRows(m, new Epilogue(m, op.activation()), in.get(0), out.get(0));
  }

  @Override
  public Invocation bind(List<Slice> in, List<Slice> out, Slice scratch) {
    return new Bound(
        in.get(0),
        in.get(1),
        in.size() > 2 ? in.get(2) : null,
        out.get(0),
        out.get(out.size() - 1));
  }

  @Override
  public String explain() {
    return String.format("product of few rows %dx%dx%d in %d tasks", m, k, n, tasks);
  }

  /** The kernel with its memory. */
  private final class Bound implements Invocation {
    private final float[] a;
    private final int aAt;
    private final float[] b;
    private final int bAt;
    private final float @Nullable [] bias;
    private final int biasAt;
    private final float[] y;
    private final int yAt;
    private final float[] z;
    private final int zAt;
    private final Job make = this::make;

    Bound(Slice a, Slice b, @Nullable Slice bias, Slice y, Slice z) {
      this.a = CpuBuffer.array(a);
      this.aAt = CpuBuffer.at(a);
      this.b = CpuBuffer.array(b);
      this.bAt = CpuBuffer.at(b);
      this.bias = bias == null ? null : CpuBuffer.array(bias);
      this.biasAt = bias == null ? 0 : CpuBuffer.at(bias);
      this.y = CpuBuffer.array(y);
      this.yAt = CpuBuffer.at(y);
      this.z = CpuBuffer.array(z);
      this.zAt = CpuBuffer.at(z);
    }

    @Override
    public void run() {
      machine.run(make, tasks);
    }

    private void make(int task, int worker) {
      int first = task * columns;
      int count = Math.min(columns, n - first);
      for (int i = 0; i < m; i++) {
        int to = zAt + i * n + first;
        if (bias == null) {
          Arrays.fill(z, to, to + count, 0);
        } else {
          System.arraycopy(bias, biasAt + first, z, to, count);
        }
      }
      for (int step = 0; step < k; step += STEPS) {
        int steps = Math.min(STEPS, k - step);
        int from = bAt + step * n + first;
        for (int i = 0; i < m; i++) {
          int to = zAt + i * n + first;
          machine.rows().addScaled(a, aAt + i * k + step, steps, b, from, n, z, to, count);
        }
      }
      for (int i = 0; i < m; i++) {
        int at = i * n + first;
        epilogue.apply(z, zAt + at, y, yAt + at, count);
      }
    }
  }
}
