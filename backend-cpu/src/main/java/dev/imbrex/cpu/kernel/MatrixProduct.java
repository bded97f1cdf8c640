package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.cpu.gemm.Panels;
import dev.imbrex.cpu.gemm.Product;
import dev.imbrex.cpu.gemm.RowTiles;
import dev.imbrex.cpu.gemm.Steps;
import dev.imbrex.cpu.gemm.Tile;
import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Matrix product, with bias and activation if wanted. A task makes a block of rows of some panels
 * of columns.
 */
final class MatrixProduct implements Kernel {
  /** Floats of a block of A: half of a second-level cache. */
  private static final int BLOCK_FLOATS = 192 << 10;

  /** So many tasks for each thread even out what the system takes from one of them. */
  private static final int TASKS_PER_THREAD = 4;

  /** Up to so many rows of a small product make one block, */
  private static final int FEW_ROWS = 128;

  private static final int FEW_PRODUCTS = 4 << 20;

  /** and tasks pack their panels themselves, as where this costs no more than so many floats. */
  private static final int FEW_FLOATS = 64 << 10;

  /** Otherwise a task packs about this many rows of a panel first. */
  private static final int PACK_ROWS = 256;

  /** Packing rows of A is worth while where they meet so many columns of a task. */
  private static final int PACKED_COLUMNS = 512;

  private final Machine machine;
  private final Epilogue epilogue;
  private final boolean transposeB;
  private final int m;
  private final int n;
  private final int k;
  private final int rowsPerBlock;
  private final int blocks;
  private final int panelsPerTask;
  private final int groups;
  private final int rowStride;
  private final Panels panels;
  private final Steps steps;
  private final int[] firstRows;
  private final RowTiles[][] tiles;
  private final int packTasks;
  private final boolean apart;
  private final @Nullable Tile packedTile;
  private final Steps packedSteps;

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
    int wanted = TASKS_PER_THREAD * machine.workers().count();
    this.packedTile = transposeA ? null : packedTile(wanted);
    int high = packedTile == null ? machine.tiles().high() : packedTile.rows();
    int tall = ceil(m, high);
    int fitting = Math.max(1, BLOCK_FLOATS / k / high);
    boolean small = m <= FEW_ROWS && (long) m * n * k <= FEW_PRODUCTS;
    int across = packedTile == null ? panels.count() : 1;
    int least = small ? 1 : Math.max(ceil(tall, fitting), ceil(wanted, across));
    this.blocks = Math.min(tall, least);
    this.rowsPerBlock = Math.min(m, ceil(tall, blocks) * high);
    this.panelsPerTask = Math.max(1, panels.count() / ceil(wanted, blocks));
    this.groups = ceil(panels.count(), panelsPerTask);
    this.apart = blocks == 1 || (long) blocks * panels.packedSize() <= FEW_FLOATS;
    this.packedSteps = packedTile == null ? steps : Steps.of(k, packedTile.rows());
    this.firstRows = new int[blocks + 1];
    this.tiles = new RowTiles[blocks][];
    Map<Integer, RowTiles[]> byRows = new HashMap<>();
    for (int i = 0; i < blocks; i++) {
      // Blocks as equal as whole tiles let them be.
      firstRows[i + 1] = Math.min(m, (int) ((long) tall * (i + 1) / blocks) * high);
      tiles[i] = byRows.computeIfAbsent(firstRows[i + 1] - firstRows[i], this::tiles);
    }
    this.packTasks = ceil(k, PACK_ROWS);
  }

  /** Returns the tile for packed rows, if it is worth while to pack them. */
  private @Nullable Tile packedTile(int wanted) {
    Optional<Tile> tile = machine.tiles().packed();
    int high = tile.map(Tile::rows).orElse(1);
    // Each block of rows is packed once, for all columns: there must be enough blocks.
    boolean worth =
        n >= PACKED_COLUMNS && ceil(m, high) >= wanted && (long) high * k <= BLOCK_FLOATS;
    return worth ? tile.orElse(null) : null;
  }

  private static int ceil(int n, int size) {
    return (n + size - 1) / size;
  }

  private RowTiles[] tiles(int rows) {
    int[] bases = new int[rows];
    for (int i = 0; i < rows; i++) {
      bases[i] = i * rowStride;
    }
    if (packedTile == null) {
      return panels.tiles(machine.tiles(), steps, bases);
    }
    int high = packedTile.rows();
    for (int i = 0; i < rows; i++) {
      bases[i] = i / high * high * k + i % high;
    }
    RowTiles[] t = panels.tiles(machine.tiles(), packedSteps, bases);
    for (int p = 0; p < t.length; p++) {
      if (panels.width(p) == packedTile.columns()) {
        t[p] = p > 0 ? t[p - 1] : RowTiles.packed(packedTile, rows, k);
      }
    }
    return t;
  }

  /** Returns how many floats a worker's packed rows of A take, and a vector behind them. */
  private int leftFloats() {
    return packedTile == null
        ? 0
        : ceil(rowsPerBlock, packedTile.rows()) * packedTile.rows() * k + machine.tiles().wide();
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
    long packed = apart ? (long) machine.workers().count() * ownFloats() : panels.packedSize();
    long left = (long) machine.workers().count() * leftFloats();
    return 4L * (packed + panels.paddedColumns() + left);
  }

  /** Returns how many floats a worker packs at a time where each does so for itself. */
  private int ownFloats() {
    return k * machine.tiles().wide();
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
    String packed = packedTile == null ? "" : ", both packed";
    return String.format("product %dx%dx%d in %d tasks%s", m, k, n, blocks * groups, packed);
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
    private final int leftAt;
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
      this.initAt =
          packedAt + (apart ? machine.workers().count() * ownFloats() : panels.packedSize());
      this.leftAt = initAt + panels.paddedColumns();
    }

    @Override
    public void run() {
      if (apart) {
        for (int p = 0; p < panels.count(); p++) {
          panels.packInit(p, bias, biasAt, work, initAt);
        }
      } else {
        machine.run(pack, packTasks * panels.count());
      }
      machine.run(block, blocks * groups);
    }

    private void pack(int task, int worker) {
      int panel = task / packTasks;
      int from = task % packTasks * PACK_ROWS;
      int to = Math.min(k, from + PACK_ROWS);
      pack(panel, from, to, packedAt);
      if (from == 0) {
        panels.packInit(panel, bias, biasAt, work, initAt);
      }
    }

    private void pack(int panel, int from, int to, int at) {
      int kStride = transposeB ? 1 : n;
      int jStride = transposeB ? k : 1;
      panels.pack(panel, from, to, b, bAt, kStride, jStride, work, at);
    }

    private void block(int task, int worker) {
      int block = task / groups;
      int first = firstRows[block];
      int rows = firstRows[block + 1] - first;
      int panel = task % groups * panelsPerTask;
      int end = Math.min(panels.count(), panel + panelsPerTask);
      int column = panels.start(panel);
      float[] left = a;
      int leftFrom = aAt + first * rowStride;
      if (packedTile != null) {
        left = work;
        leftFrom = leftAt + worker * leftFloats();
        panels.packLeft(packedTile, rows, a, aAt + first * rowStride, rowStride, work, leftFrom);
      }
      for (int p = panel; p < end; p++) {
        int packed = packedAt + panels.packedAt(p);
        if (apart) {
          packed = packedAt + worker * ownFloats();
          pack(p, 0, k, packed - panels.packedAt(p));
        }
        products[worker].run(
            tiles[block][p],
            left,
            leftFrom,
            packedSteps,
            work,
            packed,
            panels.width(p),
            work,
            initAt + panels.start(p),
            0,
            z,
            zAt + first * n + panels.start(p),
            n,
            panels.width(p),
            panels.validWidth(p));
      }
      int width = panels.start(end - 1) + panels.validWidth(end - 1) - column;
      if (width == n) {
        epilogue.apply(z, zAt + first * n, y, yAt + first * n, rows * n);
        return;
      }
      for (int i = first; i < first + rows; i++) {
        epilogue.apply(z, zAt + i * n + column, y, yAt + i * n + column, width);
      }
    }
  }
}
