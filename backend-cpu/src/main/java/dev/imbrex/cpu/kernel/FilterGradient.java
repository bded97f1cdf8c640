package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.cpu.gemm.Panels;
import dev.imbrex.cpu.gemm.Product;
import dev.imbrex.cpu.gemm.Slab;
import dev.imbrex.cpu.gemm.Steps;
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
 * The gradient of a convolution with respect to its filter: (taps and channels) x (output pixels) x
 * (output channels).
 *
 * <p>The pixels are dealt out in blocks of rows to a number of parts that depends on the shape
 * alone. A task adds up all blocks of its part, in order, into sums of its own; then the parts are
 * added in pairs, in a fixed tree.
 */
final class FilterGradient implements Kernel {
  /**
   * Floats of a slab: half of a megabyte of second-level cache. The more rows, the more pixels are
   * added up before sums go back to memory.
   */
  private static final int SLAB_FLOATS = 96 << 10;

  private static final int MOST_PARTS = 16;

  /** All parts together take at most this many floats, but there are at least two. */
  private static final int PARTS_FLOATS = 4 << 20;

  private static final int CHUNK = 4096;

  /** Floats of a line of the cache. */
  private static final int CACHE_LINE = 16;

  /** From so many channels on, rows of a matrix lie so far apart that they crowd the cache. */
  private static final int CROWDED = 128;

  private final Machine machine;
  private final int groups;
  private final int batch;
  private final int sourceSize;
  private final int channels;
  private final int outH;
  private final int outW;
  private final int outChannels;
  private final int inGroup;
  private final int outGroup;
  private final int strideH;
  private final int spanH;
  private final int rowsPerBlock;
  private final int blocksPerPicture;
  private final int parts;
  private final int rows;
  private final int partFloats;
  private final int slabFloats;
  private final int packedFloats;
  private final Slab slab;
  private final Panels panels;
  private final Steps steps;
  private final Steps lastSteps;
  private final int[] bases;

  FilterGradient(Machine machine, Conv2dFilterGrad op, List<TensorType> in) {
    Window w = op.window();
    Shape x = in.get(0).shape();
    Shape dy = in.get(1).shape();
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    this.machine = machine;
    this.groups = op.groups();
    this.batch = x.dim(0);
    this.channels = x.dim(3);
    this.sourceSize = x.dim(1) * x.dim(2) * channels;
    this.outH = g.outH();
    this.outW = g.outW();
    this.outChannels = dy.dim(3);
    this.inGroup = channels / groups;
    this.outGroup = outChannels / groups;
    this.strideH = w.strideH();
    this.spanH = w.spanH();
    // Pixels that lie a power of two apart would all want the same few lines of the cache.
    boolean crowded = channels >= CROWDED && channels % CROWDED == 0;
    this.slab = Slab.ofInput(w, g, channels, crowded ? channels + CACHE_LINE : channels);
    int pixel = slab.pixel();
    int line = slab.width() * pixel;
    int fitting = Math.max(1, (SLAB_FLOATS / line - spanH) / strideH + 1);
    this.rowsPerBlock = Math.min(outH, fitting);
    this.blocksPerPicture = (outH + rowsPerBlock - 1) / rowsPerBlock;
    int blocks = batch * blocksPerPicture;
    this.rows = w.kernelH() * w.kernelW() * inGroup;
    this.panels = new Panels(machine.tiles(), rowsPerBlock * outW, outGroup);
    this.partFloats = Math.multiplyExact(groups * rows, panels.paddedColumns());
    int affordable = Math.max(2, PARTS_FLOATS / partFloats);
    this.parts = Math.min(blocks, Math.min(MOST_PARTS, affordable));
    this.slabFloats = slab.isSource() ? 0 : ((rowsPerBlock - 1) * strideH + spanH) * line;
    this.packedFloats = inPlace() ? 0 : panels.packedSize();
    int down = strideH * line;
    int right = w.strideW() * pixel;
    int lastRows = outH - (blocksPerPicture - 1) * rowsPerBlock;
    this.steps = Steps.nested(rowsPerBlock, down, 1, 0, outW, right);
    this.lastSteps = Steps.nested(lastRows, down, 1, 0, outW, right);
    this.bases = bases(w, line, pixel);
  }

  /**
   * Returns whether dY is read where it is: its panels have no columns beyond it, and its rows do
   * not lie so far apart that they crowd the cache.
   */
  private boolean inPlace() {
    return panels.paddedColumns() == outGroup && outChannels < CROWDED;
  }

  /** Returns where each (tap, channel) is first seen; the last is repeated to fill tiles. */
  private int[] bases(Window w, int line, int pixel) {
    int[] b = new int[rows + machine.tiles().mostRows()];
    for (int m = 0; m < b.length; m++) {
      int q = Math.min(m, rows - 1);
      int tap = q / inGroup;
      b[m] =
          tap / w.kernelW() * w.dilationH() * line
              + tap % w.kernelW() * w.dilationW() * pixel
              + q % inGroup;
    }
    return b;
  }

  @Override
  public long scratchBytes() {
    long perWorker = (long) slabFloats + packedFloats;
    return 4 * ((long) parts * partFloats + machine.workers().count() * perWorker);
  }

  @Override
  public Invocation bind(List<Slice> in, List<Slice> out, Slice scratch) {
    return new Bound(in.get(0), in.get(1), out.get(0), scratch);
  }

  @Override
  public String explain() {
    return String.format(
        "filter gradient %dx%dx%d in %d parts", rows, batch * outH * outW, outGroup, parts);
  }

  /** The kernel with its memory. */
  private final class Bound implements Invocation {
    private final float[] x;
    private final int xAt;
    private final float[] dy;
    private final int dyAt;
    private final float[] df;
    private final int dfAt;
    private final float[] work;
    private final int partsAt;
    private final int workersAt;
    private final Product[] products = machine.products();
    private final Job part = this::part;
    private final Job reduce = this::reduce;
    private final Job store = this::store;

    Bound(Slice x, Slice dy, Slice df, Slice scratch) {
      this.x = CpuBuffer.array(x);
      this.xAt = CpuBuffer.at(x);
      this.dy = CpuBuffer.array(dy);
      this.dyAt = CpuBuffer.at(dy);
      this.df = CpuBuffer.array(df);
      this.dfAt = CpuBuffer.at(df);
      this.work = CpuBuffer.array(scratch);
      this.partsAt = CpuBuffer.at(scratch);
      this.workersAt = partsAt + parts * partFloats;
    }

    @Override
    public void run() {
      machine.run(part, parts);
      machine.run(reduce, (partFloats + CHUNK - 1) / CHUNK);
      machine.run(store, groups * rows);
    }

    /** Adds up the blocks of one part. */
    private void part(int part, int worker) {
      int to = partsAt + part * partFloats;
      Arrays.fill(work, to, to + partFloats, 0);
      int blocks = batch * blocksPerPicture;
      int end = (int) ((long) blocks * (part + 1) / parts);
      for (int b = (int) ((long) blocks * part / parts); b < end; b++) {
        block(b, worker, to);
      }
    }

    private void block(int block, int worker, int to) {
      int picture = block / blocksPerPicture;
      int first = block % blocksPerPicture * rowsPerBlock;
      int count = Math.min(rowsPerBlock, outH - first);
      float[] a = x;
      int aAt = xAt + picture * sourceSize;
      int own = workersAt + worker * (slabFloats + packedFloats);
      if (slab.isSource()) {
        aAt += first * strideH * slab.width() * channels;
      } else {
        slab.cut(x, aAt, first * strideH, (count - 1) * strideH + spanH, work, own);
        a = work;
        aAt = own;
      }
      int pixels = count * outW;
      Steps walk = first + count == outH ? lastSteps : steps;
      int dyRow = dyAt + (picture * outH + first) * outW * outChannels;
      for (int group = 0; group < groups; group++) {
        for (int p = 0; p < panels.count(); p++) {
          float[] b = dy;
          int bAt = dyRow + group * outGroup + panels.start(p);
          int bStride = outChannels;
          if (!inPlace()) {
            b = work;
            bAt = own + slabFloats;
            bStride = panels.width(p);
            int at = dyRow + group * outGroup;
            panels.pack(p, 0, pixels, dy, at, outChannels, 1, work, bAt - panels.packedAt(p));
          }
          int c = to + group * rows * panels.paddedColumns() + panels.start(p);
          products[worker].run(
              a,
              aAt + group * inGroup,
              bases,
              rows,
              walk,
              b,
              bAt,
              bStride,
              work,
              c,
              panels.paddedColumns(),
              work,
              c,
              panels.paddedColumns(),
              panels.width(p),
              panels.width(p));
        }
      }
    }

    /** Adds the parts of one chunk in pairs: 0 + 1, 2 + 3, …, then 0 + 2, … */
    private void reduce(int chunk, int worker) {
      int from = chunk * CHUNK;
      int n = Math.min(CHUNK, partFloats - from);
      for (int distance = 1; distance < parts; distance *= 2) {
        for (int i = 0; i + distance < parts; i += 2 * distance) {
          int sum = partsAt + i * partFloats + from;
          int other = partsAt + (i + distance) * partFloats + from;
          machine.rows().add(work, other, work, sum, n);
        }
      }
    }

    /** Copies one row of one group's sums to its place in the filter's gradient. */
    private void store(int task, int worker) {
      int group = task / rows;
      int row = task % rows;
      int from = partsAt + task * panels.paddedColumns();
      System.arraycopy(work, from, df, dfAt + row * outChannels + group * outGroup, outGroup);
    }
  }
}
