package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.cpu.gemm.Panels;
import dev.imbrex.cpu.gemm.Product;
import dev.imbrex.cpu.gemm.RowTiles;
import dev.imbrex.cpu.gemm.Steps;
import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The gradient of a convolution with respect to its 3 x 3 filters, the other way through what
 * {@link Winograd} does: transformed patches times transformed gradients of results, element by
 * element of the transforms (channels) x (tiles) x (output channels), and back.
 *
 * <p>As in {@link FilterGradient}, tiles are dealt out to a number of parts that depends on the
 * shape alone; a task adds up those of one part, for some channels and panels of output channels,
 * and the parts are added in pairs, in a fixed tree.
 */
final class WinogradFilterGradient implements Kernel {
  private static final int ELEMENTS = WinogradTiles.ELEMENTS;

  /** Floats of a block's transformed patches: half of a second-level cache. */
  private static final int PATCH_FLOATS = 224 << 10;

  /** A task takes about so many channels, so that a block has many tiles. */
  private static final int CHANNELS = 128;

  private static final int MOST_PARTS = 16;

  /** All parts together take at most this many floats. */
  private static final int PARTS_FLOATS = 5 << 19;

  /** A part of fewer tiles would take longer to add to the others. */
  private static final int PART_TILES = 1024;

  /** So many tasks for each thread even out what the system takes from one of them. */
  private static final int TASKS_PER_THREAD = 4;

  private static final int CHUNK = 4096;

  /** Keeps the elements of a patch from crowding the cache. */
  private static final int CACHE_LINE = 16;

  private final Machine machine;
  private final WinogradTiles tiles;
  private final int channels;
  private final int outW;
  private final int outChannels;
  private final int channelsPerTask;
  private final int slices;
  private final int tilesPerBlock;
  private final int parts;
  private final int panelsPerTask;
  private final int groups;
  private final int apart;
  private final int gradientsApart;
  private final int sumsApart;
  private final Panels panels;
  private final Walk[] walks;
  private final Walk[] lastWalks;

  WinogradFilterGradient(Machine machine, Conv2dFilterGrad op, List<TensorType> in) {
    Shape x = in.get(0).shape();
    Shape dy = in.get(1).shape();
    WindowGeometry g = op.window().on(x.dim(1), x.dim(2));
    this.machine = machine;
    this.tiles = WinogradTiles.of(x, dy, g.padTop(), g.padLeft());
    this.channels = x.dim(3);
    this.outW = dy.dim(2);
    this.outChannels = dy.dim(3);
    this.slices = Math.max(1, channels / CHANNELS);
    this.channelsPerTask = ceil(channels, slices);
    int fitting = Math.max(1, PATCH_FLOATS / (ELEMENTS * channelsPerTask));
    this.tilesPerBlock = Math.min(tiles.count(), fitting);
    int sums = ELEMENTS * channels * outChannels;
    int worth = Math.min(PARTS_FLOATS / sums, tiles.count() / PART_TILES);
    this.parts = Math.max(1, Math.min(MOST_PARTS, worth));
    this.panels = new Panels(machine.tiles(), tilesPerBlock, outChannels);
    int wanted = ceil(TASKS_PER_THREAD * machine.workers().count(), parts * slices);
    this.panelsPerTask = Math.max(1, panels.count() / wanted);
    this.groups = ceil(panels.count(), panelsPerTask);
    this.apart = tilesPerBlock * channelsPerTask + CACHE_LINE;
    this.gradientsApart = tilesPerBlock * machine.tiles().wide() + CACHE_LINE;
    this.sumsApart = channels * panels.paddedColumns() + CACHE_LINE;
    this.walks = walks(channelsPerTask);
    this.lastWalks = walks(channels - (slices - 1) * channelsPerTask);
  }

  private static int ceil(int n, int size) {
    return (n + size - 1) / size;
  }

  private int partFloats() {
    return ELEMENTS * sumsApart;
  }

  private int perWorker() {
    return ELEMENTS * (apart + channelsPerTask + gradientsApart);
  }

  @Override
  public long scratchBytes() {
    return 4 * ((long) parts * partFloats() + (long) machine.workers().count() * perWorker());
  }

  @Override
  public Invocation bind(List<Slice> in, List<Slice> out, Slice scratch) {
    return new Bound(in.get(0), in.get(1), out.get(0), scratch);
  }

  @Override
  public String explain() {
    return String.format(
        "filter gradient by Winograd's F(2x2, 3x3) %dx%dx%d in %d parts",
        channels, tiles.count(), outChannels, parts);
  }

  private int blocks() {
    return ceil(tiles.count(), tilesPerBlock);
  }

  /** The walk over the tiles of a block, and which tile computes which channels. */
  private final class Walk {
    private final Steps steps;
    private final RowTiles[] rows;

    Walk(int count, int n) {
      steps = Steps.of(count, n);
      int[] bases = IntStream.range(0, n).toArray();
      rows = panels.tiles(machine.tiles(), steps, bases);
    }
  }

  /** Returns the walk over a block for a slice of channels. */
  private Walk walk(int block, int slice) {
    Walk[] of = slice < slices - 1 ? walks : lastWalks;
    return of[block < blocks() - 1 ? 0 : 1];
  }

  private Walk[] walks(int n) {
    int last = tiles.count() - (blocks() - 1) * tilesPerBlock;
    return new Walk[] {new Walk(tilesPerBlock, n), new Walk(last, n)};
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
      this.workersAt = partsAt + parts * partFloats();
    }

    @Override
    public void run() {
      machine.run(part, parts * slices * groups);
      if (parts > 1) {
        machine.run(reduce, ceil(partFloats(), CHUNK));
      }
      machine.run(store, channels);
    }

    /** Adds up the blocks of one part, for some channels and panels. */
    private void part(int task, int worker) {
      int part = task / (slices * groups);
      int slice = task / groups % slices;
      int panel = task % groups * panelsPerTask;
      int first = (int) ((long) blocks() * part / parts);
      int end = (int) ((long) blocks() * (part + 1) / parts);
      for (int b = first; b < end; b++) {
        block(b, slice, panel, partsAt + part * partFloats(), b == first, worker);
      }
    }

    private void block(int block, int slice, int panel, int sums, boolean begin, int worker) {
      int first = block * tilesPerBlock;
      int count = Math.min(tilesPerBlock, tiles.count() - first);
      int from = slice * channelsPerTask;
      int n = Math.min(channelsPerTask, channels - from);
      int patches = workersAt + worker * perWorker();
      int patch = patches + ELEMENTS * apart;
      int gradients = patch + ELEMENTS * channelsPerTask;
      Transforms t = machine.transforms();
      for (int i = 0; i < count; i++) {
        tiles.see(t, first + i, x, xAt, from, n, work, patch, patches + i * n, apart);
      }
      Walk walk = walk(block, slice);
      for (int p = panel; p < Math.min(panels.count(), panel + panelsPerTask); p++) {
        int w = panels.width(p);
        for (int i = 0; i < count; i++) {
          int tile = first + i;
          t.outputGradient(
              dy,
              dyAt + tiles.pixel(tile) * outChannels + panels.start(p),
              outW * outChannels,
              outChannels,
              tiles.rows(tile),
              tiles.columns(tile),
              work,
              gradients + i * w,
              gradientsApart,
              panels.validWidth(p));
        }
        for (int e = 0; e < ELEMENTS; e++) {
          int c = sums + e * sumsApart + channels * panels.start(p) + from * w;
          products[worker].run(
              walk.rows[p],
              work,
              patches + e * apart,
              walk.steps,
              work,
              gradients + e * gradientsApart,
              w,
              begin ? zeros : work,
              begin ? 0 : c,
              begin ? 0 : w,
              work,
              c,
              w,
              w,
              w);
        }
      }
    }

    /** Adds the parts of one chunk. */
    private void reduce(int chunk, int worker) {
      int from = chunk * CHUNK;
      Sums.add(
          machine.rows(),
          work,
          partsAt + from,
          partFloats(),
          parts,
          Math.min(CHUNK, partFloats() - from));
    }

    /** Transforms the sums of one channel back. */
    private void store(int channel, int worker) {
      for (int p = 0; p < panels.count(); p++) {
        machine
            .transforms()
            .filterGradient(
                work,
                partsAt + channels * panels.start(p) + channel * panels.width(p),
                sumsApart,
                df,
                dfAt + channel * outChannels + panels.start(p),
                channels * outChannels,
                panels.validWidth(p));
      }
    }
  }
}
