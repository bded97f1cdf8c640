package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.cpu.gemm.Panels;
import dev.imbrex.cpu.gemm.Product;
import dev.imbrex.cpu.gemm.RowTiles;
import dev.imbrex.cpu.gemm.Steps;
import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Convolution by 3 x 3 filters forward and its gradient with respect to the input, by Winograd's
 * minimal filtering F(2x2, 3x3): 16 products for 4 results of a channel instead of 36.
 *
 * <p>Results are cut into tiles of 2 x 2 pixels. A task takes some tiles: it transforms the 4 x 4
 * pixels that each sees, multiplies element by element of the transforms, a matrix product over
 * channels each, with the transformed filters, and transforms back, panel by panel of output
 * channels. The gradient is the same with the filters turned around and transposed.
 */
final class Winograd implements Kernel {
  private static final int ELEMENTS = WinogradTiles.ELEMENTS;

  /** Floats of a task's transformed patches: half of a second-level cache. */
  private static final int PATCH_FLOATS = 224 << 10;

  /** Small batches are cut into at least this many tasks. */
  private static final int LEAST_TASKS = 8;

  /** Keeps the elements of a patch from crowding the cache. */
  private static final int CACHE_LINE = 16;

  private final Machine machine;
  private final Epilogue epilogue;
  private final boolean gradient;
  private final WinogradTiles tiles;
  private final int channels;
  private final int filterIn;
  private final int filterOut;
  private final int outW;
  private final int outChannels;
  private final int tilesPerTask;
  private final int tasks;
  private final int apart;
  private final int productsApart;
  private final Panels panels;
  private final Steps steps;
  private final RowTiles[] rows;
  private final RowTiles[] lastRows;

  private Winograd(
      Machine machine,
      Epilogue epilogue,
      boolean gradient,
      int top,
      int left,
      Shape source,
      Shape filter,
      Shape out) {
    this.machine = machine;
    this.epilogue = epilogue;
    this.gradient = gradient;
    this.tiles = WinogradTiles.of(source, out, top, left);
    this.channels = source.dim(3);
    this.filterIn = filter.dim(2);
    this.filterOut = filter.dim(3);
    this.outW = out.dim(2);
    this.outChannels = out.dim(3);
    int all = tiles.count();
    int high = machine.tiles().high();
    int fitting = Math.max(1, PATCH_FLOATS / (ELEMENTS * channels) / high);
    int wanted = Math.max(1, (all / LEAST_TASKS + high - 1) / high);
    this.tilesPerTask = Math.min(all, Math.min(fitting, wanted) * high);
    this.tasks = (all + tilesPerTask - 1) / tilesPerTask;
    this.apart = tilesPerTask * channels + CACHE_LINE;
    this.productsApart = tilesPerTask * machine.tiles().wide() + CACHE_LINE;
    this.panels = new Panels(machine.tiles(), channels, outChannels);
    this.steps = Steps.of(channels, 1);
    this.rows = rows(tilesPerTask);
    this.lastRows = rows(all - (tasks - 1) * tilesPerTask);
  }

  private RowTiles[] rows(int n) {
    int[] bases = IntStream.range(0, n).map(i -> i * channels).toArray();
    return panels.tiles(machine.tiles(), steps, bases);
  }

  static Kernel forward(Machine m, Conv2d op, List<TensorType> in, List<TensorType> out) {
    return forward(m, op.window(), Epilogue.none(m), in, out);
  }

  static Kernel fused(Machine m, ConvBiasActivation op, List<TensorType> in, List<TensorType> out) {
    return forward(m, op.window(), new Epilogue(m, op.activation()), in, out);
  }

  private static Kernel forward(
      Machine m, Window w, Epilogue e, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    return new Winograd(
        m, e, false, g.padTop(), g.padLeft(), x, in.get(1).shape(), out.get(0).shape());
  }

  static Kernel inputGradient(
      Machine m, Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    WindowGeometry g = op.window().on(op.inH(), op.inW());
    return new Winograd(
        m,
        Epilogue.none(m),
        true,
        2 - g.padTop(),
        2 - g.padLeft(),
        in.get(0).shape(),
        in.get(1).shape(),
        out.get(0).shape());
  }

  /** Returns how many floats there are from an element of all filters to the next. */
  private int filterFloats() {
    return filterIn * filterOut + CACHE_LINE;
  }

  /** Returns how many floats there are from an element of the packed filters to the next. */
  private int packedFloats() {
    return panels.packedSize() + CACHE_LINE;
  }

  private int perWorker() {
    return ELEMENTS * (apart + channels + productsApart);
  }

  @Override
  public long scratchBytes() {
    long filters = (long) ELEMENTS * (packedFloats() + (gradient ? filterFloats() : 0));
    return 4 * (filters + panels.paddedColumns() + (long) machine.workers().count() * perWorker());
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
    return String.format(
        "Winograd's F(2x2, 3x3) %dx%dx%d in %d tasks", tiles.count(), channels, outChannels, tasks);
  }

  /** The kernel with its memory. */
  private final class Bound implements Invocation {
    private final float[] x;
    private final int xAt;
    private final float[] filter;
    private final int filterAt;
    private final float @Nullable [] bias;
    private final int biasAt;
    private final float[] y;
    private final int yAt;
    private final float[] z;
    private final int zAt;
    private final float[] work;
    private final float[] zeros = new float[machine.tiles().wide()];
    private final int transformedAt;
    private final int packedAt;
    private final int initAt;
    private final int workersAt;
    private final Product[] products = machine.products();
    private final Job transform = this::transform;
    private final Job transformPacked = this::transformPacked;
    private final Job pack = this::pack;
    private final Job make = this::make;

    Bound(Slice x, Slice filter, @Nullable Slice bias, Slice y, Slice z, Slice scratch) {
      this.x = CpuBuffer.array(x);
      this.xAt = CpuBuffer.at(x);
      this.filter = CpuBuffer.array(filter);
      this.filterAt = CpuBuffer.at(filter);
      this.bias = bias == null ? null : CpuBuffer.array(bias);
      this.biasAt = bias == null ? 0 : CpuBuffer.at(bias);
      this.y = CpuBuffer.array(y);
      this.yAt = CpuBuffer.at(y);
      this.z = CpuBuffer.array(z);
      this.zAt = CpuBuffer.at(z);
      this.work = CpuBuffer.array(scratch);
      this.packedAt = CpuBuffer.at(scratch);
      this.workersAt = packedAt + ELEMENTS * packedFloats();
      this.initAt = workersAt + machine.workers().count() * perWorker();
      this.transformedAt = initAt + panels.paddedColumns();
    }

    @Override
    public void run() {
      for (int p = 0; p < panels.count(); p++) {
        panels.packInit(p, bias, biasAt, work, initAt);
      }
      if (gradient) {
        machine.run(transform, filterIn);
        machine.run(pack, ELEMENTS * panels.count());
      } else {
        machine.run(transformPacked, filterIn);
      }
      machine.run(make, tasks);
    }

    /** Transforms the filters of one channel to where they belong in the panels. */
    private void transformPacked(int channel, int worker) {
      int tap = filterIn * filterOut;
      for (int p = 0; p < panels.count(); p++) {
        int at = filterAt + channel * filterOut + panels.start(p);
        int to = packedAt + panels.packedAt(p) + channel * panels.width(p);
        machine
            .transforms()
            .filter(filter, at, 3 * tap, tap, work, to, packedFloats(), panels.validWidth(p));
      }
    }

    /** Transforms the filters of one channel, turned around. */
    private void transform(int channel, int worker) {
      int tap = filterIn * filterOut;
      int at = filterAt + channel * filterOut + 8 * tap;
      int to = transformedAt + channel * filterOut;
      machine.transforms().filter(filter, at, -3 * tap, -tap, work, to, filterFloats(), filterOut);
    }

    /** Packs one panel of one element of all filters, transposed. */
    private void pack(int task, int worker) {
      int panel = task / ELEMENTS;
      int element = task % ELEMENTS;
      int from = transformedAt + element * filterFloats();
      int to = packedAt + element * packedFloats();
      panels.pack(panel, 0, panels.depth(), work, from, 1, filterOut, work, to);
    }

    /** Makes some tiles. */
    private void make(int task, int worker) {
      int first = task * tilesPerTask;
      int count = Math.min(tilesPerTask, tiles.count() - first);
      int patches = workersAt + worker * perWorker();
      int patch = patches + ELEMENTS * apart;
      int made = patch + ELEMENTS * channels;
      Transforms t = machine.transforms();
      for (int i = 0; i < count; i++) {
        int to = patches + i * channels;
        tiles.see(t, first + i, x, xAt, 0, channels, work, patch, to, apart);
      }
      RowTiles[] rowTiles = count == tilesPerTask ? rows : lastRows;
      for (int p = 0; p < panels.count(); p++) {
        int w = panels.width(p);
        for (int e = 0; e < ELEMENTS; e++) {
          int b = packedAt + e * packedFloats() + panels.packedAt(p);
          int c = made + e * productsApart;
          products[worker].run(
              rowTiles[p],
              work,
              patches + e * apart,
              steps,
              work,
              b,
              w,
              zeros,
              0,
              0,
              work,
              c,
              w,
              w,
              w);
        }
        for (int i = 0; i < count; i++) {
          store(first + i, made + i * w, p);
        }
      }
    }

    /** Transforms the products of a tile back, for one panel of channels. */
    private void store(int tile, int from, int panel) {
      int start = panels.start(panel);
      int to = tiles.pixel(tile) * outChannels + start;
      int line = outW * outChannels;
      int rows = tiles.rows(tile);
      int columns = tiles.columns(tile);
      int n = panels.validWidth(panel);
      machine
          .transforms()
          .output(
              work,
              from,
              productsApart,
              work,
              initAt + start,
              z,
              zAt + to,
              line,
              outChannels,
              rows,
              columns,
              n);
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          int at = to + r * line + c * outChannels;
          epilogue.apply(z, zAt + at, y, yAt + at, n);
        }
      }
    }
  }
}
