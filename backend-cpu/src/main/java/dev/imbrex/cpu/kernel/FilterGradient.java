package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.cpu.gemm.Panels;
import dev.imbrex.cpu.gemm.Product;
import dev.imbrex.cpu.gemm.RowTiles;
import dev.imbrex.cpu.gemm.Slab;
import dev.imbrex.cpu.gemm.Steps;
import dev.imbrex.cpu.gemm.Tiles;
import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The gradient of a convolution with respect to its filter: (taps and channels) x (output pixels) x
 * (output channels).
 *
 * <p>The pixels are dealt out in blocks (some rows of a picture, or some pictures) to a number of
 * parts that depends on the shape alone. A task adds up all blocks of its part, in order, into sums
 * of its own, for some panels of output channels; then the parts are added in pairs, in a fixed
 * tree.
 */
final class FilterGradient implements Kernel {
  /** Floats of a block's slab: half of a second-level cache. */
  private static final int SLAB_FLOATS = 240 << 10;

  /** Sums are read and written once for about so many pixels, */
  private static final int BLOCK_PIXELS = 1024;

  /** and if they are so few that they stay in the first-level cache, for so many. */
  private static final int FEW_SUMS = 8 << 10;

  private static final int FEW_SUMS_PIXELS = 256;

  private static final int MOST_PARTS = 16;

  /** All parts together take at most this many floats, but there are at least two. */
  private static final int PARTS_FLOATS = 5 << 19;

  /** A part of fewer pixels would take longer to add to the others; few sums take no time. */
  private static final int PART_PIXELS = 2048;

  /** So many tasks for each thread even out what the system takes from one of them. */
  private static final int TASKS_PER_THREAD = 4;

  private static final int CHUNK = 4096;

  /** Floats of a line of the cache. */
  private static final int CACHE_LINE = 16;

  /** From so many channels on, rows of a matrix lie so far apart that they crowd the cache. */
  private static final int CROWDED = 128;

  private final Machine machine;
  private final int groups;
  private final int batch;
  private final int sourceSize;
  private final int outH;
  private final int outW;
  private final int outChannels;
  private final int inGroup;
  private final int outGroup;
  private final int strideH;
  private final int spanH;
  private final int line;
  private final int rowsPerBlock;
  private final int blocksPerPicture;
  private final int picturesPerBlock;
  private final int blocks;
  private final int parts;
  private final int panelsPerTask;
  private final int tasksPerPart;
  private final int rows;
  private final int partFloats;
  private final int slabFloats;
  private final int packedFloats;
  private final Slab slab;
  private final Panels panels;
  private final Steps steps;
  private final Steps lastSteps;
  private final RowTiles[] tiles;
  private final RowTiles[] lastTiles;

  FilterGradient(Machine machine, Conv2dFilterGrad op, List<TensorType> in) {
    Window w = op.window();
    Shape x = in.get(0).shape();
    Shape dy = in.get(1).shape();
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    this.machine = machine;
    this.groups = op.groups();
    this.batch = x.dim(0);
    int channels = x.dim(3);
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
    this.line = slab.width() * pixel;
    int fitting = Math.max(1, (SLAB_FLOATS / line - spanH) / strideH + 1);
    this.rows = w.kernelH() * w.kernelW() * inGroup;
    boolean few = rows * outGroup <= FEW_SUMS;
    int wantedPixels = few ? FEW_SUMS_PIXELS : BLOCK_PIXELS;
    this.rowsPerBlock = Math.min(outH, Math.min(fitting, ceil(wantedPixels, outW)));
    this.blocksPerPicture = ceil(outH, rowsPerBlock);
    int pictureFloats = slab.isSource() ? sourceSize : slabRows(outH) * line;
    this.picturesPerBlock =
        Math.max(
            1,
            Math.min(Math.min(batch, SLAB_FLOATS / pictureFloats), wantedPixels / (outH * outW)));
    this.blocks = ceil(batch, picturesPerBlock) * blocksPerPicture;
    int pixels = picturesPerBlock * rowsPerBlock * outW;
    Tiles own = machine.tiles().forColumns(outGroup);
    this.panels = new Panels(own, pixels, outGroup);
    this.partFloats = Math.multiplyExact(groups * rows, panels.paddedColumns());
    long all = (long) batch * outH * outW;
    int worth =
        (int)
            Math.min(
                PARTS_FLOATS / (rows * outChannels), all / (few ? FEW_SUMS_PIXELS : PART_PIXELS));
    this.parts = Math.min(blocks, Math.min(MOST_PARTS, Math.max(2, worth)));
    int wanted = ceil(TASKS_PER_THREAD * machine.workers().count(), parts);
    this.panelsPerTask = Math.max(1, panels.count() / wanted);
    this.tasksPerPart = ceil(panels.count(), panelsPerTask);
    this.slabFloats = slab.isSource() ? 0 : picturesPerBlock * slabRows(rowsPerBlock) * line;
    this.packedFloats = inPlace() ? 0 : pixels * own.wide();
    int down = strideH * line;
    int right = w.strideW() * pixel;
    int lastPictures = batch - (batch - 1) / picturesPerBlock * picturesPerBlock;
    int lastRows = outH - (blocksPerPicture - 1) * rowsPerBlock;
    this.steps = Steps.nested(picturesPerBlock, pictureFloats, rowsPerBlock, down, outW, right);
    this.lastSteps = Steps.nested(lastPictures, pictureFloats, lastRows, down, outW, right);
    int[] bases = bases(w, pixel);
    this.tiles = panels.tiles(own, steps, bases);
    this.lastTiles = panels.tiles(own, lastSteps, bases);
  }

  private static int ceil(int n, int size) {
    return (n + size - 1) / size;
  }

  /** Returns how many rows of a slab so many rows of output see. */
  private int slabRows(int outRows) {
    return (outRows - 1) * strideH + spanH;
  }

  /**
   * Returns whether dY is read where it is: its panels have no columns beyond it, and its rows do
   * not lie so far apart that they crowd the cache.
   */
  private boolean inPlace() {
    return panels.paddedColumns() == outGroup && outChannels < CROWDED;
  }

  /** Returns where each (tap, channel) is first seen. */
  private int[] bases(Window w, int pixel) {
    int[] b = new int[rows];
    for (int m = 0; m < rows; m++) {
      int tap = m / inGroup;
      b[m] =
          tap / w.kernelW() * w.dilationH() * line
              + tap % w.kernelW() * w.dilationW() * pixel
              + m % inGroup;
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
    private final float[] zeros = new float[machine.tiles().wide()];
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
      machine.run(part, parts * tasksPerPart);
      machine.run(reduce, ceil(partFloats, CHUNK));
      machine.run(store, groups * rows);
    }

    /** Adds up the blocks of one part, for some panels. */
    private void part(int task, int worker) {
      int part = task / tasksPerPart;
      int panel = task % tasksPerPart * panelsPerTask;
      int first = (int) ((long) blocks * part / parts);
      int end = (int) ((long) blocks * (part + 1) / parts);
      for (int b = first; b < end; b++) {
        block(b, worker, partsAt + part * partFloats, b == first, panel);
      }
    }

    private void block(int block, int worker, int to, boolean begin, int panel) {
      int picture = block / blocksPerPicture * picturesPerBlock;
      int first = block % blocksPerPicture * rowsPerBlock;
      int count = Math.min(rowsPerBlock, outH - first);
      int pictures = Math.min(picturesPerBlock, batch - picture);
      float[] a = x;
      int aAt = xAt + picture * sourceSize;
      int own = workersAt + worker * (slabFloats + packedFloats);
      if (slab.isSource()) {
        aAt += first * strideH * line;
      } else {
        int slabRows = slabRows(count);
        for (int i = 0; i < pictures; i++) {
          int into = own + i * slabRows * line;
          slab.cut(x, aAt + i * sourceSize, first * strideH, slabRows, work, into);
        }
        a = work;
        aAt = own;
      }
      boolean whole = count == rowsPerBlock && pictures == picturesPerBlock;
      int pixels = pictures * count * outW;
      int dyRow = dyAt + (picture * outH + first) * outW * outChannels;
      int endPanel = Math.min(panels.count(), panel + panelsPerTask);
      for (int group = 0; group < groups; group++) {
        for (int p = panel; p < endPanel; p++) {
          int width = panels.width(p);
          float[] b = dy;
          int bAt = dyRow + group * outGroup + panels.start(p);
          int bStride = outChannels;
          if (!inPlace()) {
            b = work;
            bAt = own + slabFloats;
            bStride = width;
            int at = dyRow + group * outGroup;
            panels.pack(p, 0, pixels, dy, at, outChannels, 1, work, bAt - panels.packedAt(p));
          }
          int c = to + rows * (group * panels.paddedColumns() + panels.start(p));
          products[worker].run(
              (whole ? tiles : lastTiles)[p],
              a,
              aAt + group * inGroup,
              whole ? steps : lastSteps,
              b,
              bAt,
              bStride,
              begin ? zeros : work,
              begin ? 0 : c,
              begin ? 0 : width,
              work,
              c,
              width,
              width,
              width);
        }
      }
    }

    /** Adds the parts of one chunk. */
    private void reduce(int chunk, int worker) {
      int from = chunk * CHUNK;
      int n = Math.min(CHUNK, partFloats - from);
      Sums.add(machine.rows(), work, partsAt + from, partFloats, parts, n);
    }

    /** Copies one row of one group's sums to its place in the filter's gradient. */
    private void store(int task, int worker) {
      int group = task / rows;
      int row = task % rows;
      int from = partsAt + rows * group * panels.paddedColumns();
      int to = dfAt + row * outChannels + group * outGroup;
      for (int p = 0; p < panels.count(); p++) {
        int at = from + rows * panels.start(p) + row * panels.width(p);
        System.arraycopy(work, at, df, to + panels.start(p), panels.validWidth(p));
      }
    }
  }
}
