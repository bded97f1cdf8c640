package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.cpu.gemm.Panels;
import dev.imbrex.cpu.gemm.Product;
import dev.imbrex.cpu.gemm.Steps;
import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Matrix product, with bias and activation if wanted. A task makes a block of rows of one panel.
 */
final class MatrixProduct implements Kernel {
  /** A block of rows has at most this many multiply-adds for each column. */
  private static final int BLOCK_STEPS = 32 << 10;

  /** A task packs about this many rows of a panel. */
  private static final int PACK_ROWS = 256;

  private final Machine machine;
  private final Epilogue epilogue;
  private final boolean transposeB;
  private final int m;
  private final int n;
  private final int k;
  private final int rowsPerTask;
  private final int blocks;
  private final int rowStride;
  private final Panels panels;
  private final Steps steps;
  private final int[] bases;
  private final int[] lastBases;
  private final int packTasks;

  private MatrixProduct(
      Machine machine,
      Epilogue epilogue,
      boolean transposeA,
      boolean transposeB,
      TensorType a,
      TensorType out) {
    this.machine = machine;
    this.epilogue = epilogue;
    this.transposeB = transposeB;
    this.m = out.shape().dim(0);
    this.n = out.shape().dim(1);
    this.k = a.shape().dim(transposeA ? 0 : 1);
    this.panels = new Panels(machine.tiles(), k, n);
    this.rowStride = transposeA ? 1 : k;
    this.steps = Steps.of(k, transposeA ? m : 1);
    int high = machine.tiles().mostRows();
    int fitting = Math.max(1, BLOCK_STEPS / k / high) * high;
    this.rowsPerTask = Math.min(fitting, (m + high - 1) / high * high);
    this.blocks = (m + rowsPerTask - 1) / rowsPerTask;
    this.bases = bases(rowsPerTask, high);
    this.lastBases = bases(m - (blocks - 1) * rowsPerTask, high);
    this.packTasks = (k + PACK_ROWS - 1) / PACK_ROWS;
  }

  /** Returns where the rows of a block begin; the last is repeated to fill tiles. */
  private int[] bases(int rows, int high) {
    int[] b = new int[rows + high];
    for (int i = 0; i < b.length; i++) {
      b[i] = Math.min(i, rows - 1) * rowStride;
    }
    return b;
  }

  static Kernel plain(Machine machine, MatMul op, List<TensorType> in, List<TensorType> out) {
    return new MatrixProduct(
        machine, Epilogue.none(machine), op.transposeA(), op.transposeB(), in.get(0), out.get(0));
  }

  static Kernel fused(
      Machine machine, MatMulBiasActivation op, List<TensorType> in, List<TensorType> out) {
    return new MatrixProduct(
        machine,
        new Epilogue(machine, op.activation()),
        op.transposeA(),
        op.transposeB(),
        in.get(0),
        out.get(0));
  }

  @Override
  public long scratchBytes() {
    return 4L * ((long) panels.packedSize() + panels.paddedColumns());
  }

  @Override
  public Invocation bind(List<Slice> in, List<Slice> out, Slice scratch) {
    return new Bound(
        in.get(0),
        in.get(1),
        in.size() > 2 ? in.get(2) : null,
        out.get(0),
        out.get(out.size() - 1),
        scratch);
  }

  @Override
  public String explain() {
    return String.format("product %dx%dx%d in %d tasks", m, k, n, blocks * panels.count());
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
    private final float[] work;
    private final int packedAt;
    private final int initAt;
    private final Product[] products = machine.products();
    private final Job pack = this::pack;
    private final Job block = this::block;

    Bound(Slice a, Slice b, @Nullable Slice bias, Slice y, Slice z, Slice scratch) {
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
      this.work = CpuBuffer.array(scratch);
      this.packedAt = CpuBuffer.at(scratch);
      this.initAt = packedAt + panels.packedSize();
    }

    @Override
    public void run() {
      machine.run(pack, packTasks * panels.count());
      machine.run(block, blocks * panels.count());
    }

    private void pack(int task, int worker) {
      int panel = task / packTasks;
      int from = task % packTasks * PACK_ROWS;
      int to = Math.min(k, from + PACK_ROWS);
      int kStride = transposeB ? 1 : n;
      int jStride = transposeB ? k : 1;
      panels.pack(panel, from, to, b, bAt, kStride, jStride, work, packedAt);
      if (from == 0) {
        panels.packInit(panel, bias, biasAt, work, initAt);
      }
    }

    private void block(int task, int worker) {
      int panel = task / blocks;
      int first = task % blocks * rowsPerTask;
      int rows = Math.min(rowsPerTask, m - first);
      int column = panels.start(panel);
      int valid = panels.validWidth(panel);
      products[worker].run(
          a,
          aAt + first * rowStride,
          first + rows == m ? lastBases : bases,
          rows,
          steps,
          work,
          packedAt + panels.packedAt(panel),
          panels.width(panel),
          work,
          initAt + column,
          0,
          z,
          zAt + first * n + column,
          n,
          panels.width(panel),
          valid);
      for (int i = first; i < first + rows; i++) {
        epilogue.apply(z, zAt + i * n + column, y, yAt + i * n + column, valid);
      }
    }
  }
}
