package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.cpu.gemm.Panels;
import dev.imbrex.cpu.gemm.Product;
import dev.imbrex.cpu.gemm.RowTiles;
import dev.imbrex.cpu.gemm.Slab;
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
 * Convolution forward and its gradient with respect to the input: a window that slides over
 * pictures, as a matrix product of (output pixels) x (taps and channels) x (output channels) whose
 * rows are read in place.
 *
 * <p>A task makes some rows of one picture, or some small pictures: it cuts the slab of input rows
 * that they need, with its padding, into scratch memory (or reads the picture itself where there is
 * none) and multiplies it by the packed filter. The gradient is the same with the filter flipped
 * and transposed and, where the convolution strides, zeros between the pixels of dY.
 */
final class Sliding implements Kernel {
  /** Floats of a slab that leave room for the filter in the second-level cache. */
  private static final int SLAB_FLOATS = 48 << 10;

  /** Small pictures go together until there are so many pixels, */
  private static final int LEAST_PIXELS = 112;

  /** or so many floats of slabs. */
  private static final int MOST_FLOATS = 160 << 10;

  /** Small batches are cut into at least this many tasks, if they have as many rows. */
  private static final int LEAST_TASKS = 16;

  private final Machine machine;
  private final Epilogue epilogue;
  private final int @Nullable [] turned;
  private final int groups;
  private final int taps;
  private final int filterIn;
  private final int filterOut;
  private final int inGroup;
  private final int outGroup;
  private final int batch;
  private final int sourceSize;
  private final int sourceChannels;
  private final int outH;
  private final int outW;
  private final int outChannels;
  private final int outStride;
  private final int strideH;
  private final int spanH;
  private final int rowsPerTask;
  private final int tasksPerPicture;
  private final int picturesPerTask;
  private final int pictureFloats;
  private final int slabFloats;
  private final Slab slab;
  private final Panels panels;
  private final Steps steps;
  private final RowTiles[] tiles;
  private final RowTiles[] lastTiles;

  /**
   * Creates a kernel.
   *
   * @param turned for the gradient: which tap of the filter each tap of the window is
   */
  private Sliding(
      Machine machine,
      Epilogue epilogue,
      int @Nullable [] turned,
      Window w,
      int groups,
      Slab slab,
      Shape source,
      Shape filter,
      Shape out,
      int outStride) {
    this.machine = machine;
    this.epilogue = epilogue;
    this.turned = turned;
    this.groups = groups;
    this.slab = slab;
    this.taps = w.kernelH() * w.kernelW();
    this.filterIn = filter.dim(2);
    this.filterOut = filter.dim(3);
    this.batch = source.dim(0);
    this.sourceSize = source.dim(1) * source.dim(2) * source.dim(3);
    this.sourceChannels = source.dim(3);
    this.outH = out.dim(1);
    this.outW = out.dim(2);
    this.outChannels = out.dim(3);
    this.outStride = outStride;
    this.inGroup = sourceChannels / groups;
    this.outGroup = outChannels / groups;
    this.strideH = turned != null ? 1 : w.strideH();
    this.spanH = w.spanH();
    int strideW = turned != null ? 1 : w.strideW();
    int line = slab.width() * sourceChannels;
    int fitting = Math.max(1, (SLAB_FLOATS / line - spanH) / strideH + 1);
    int wanted = Math.max(1, (outH * batch + LEAST_TASKS - 1) / LEAST_TASKS);
    this.rowsPerTask = Math.min(outH, Math.min(fitting, wanted));
    this.tasksPerPicture = (outH + rowsPerTask - 1) / rowsPerTask;
    this.pictureFloats =
        slab.isSource()
            ? sourceSize
            : Math.multiplyExact((rowsPerTask - 1) * strideH + spanH, line);
    int together = Math.min(LEAST_PIXELS / (outH * outW), MOST_FLOATS / pictureFloats);
    this.picturesPerTask = Math.max(1, Math.min(together, batch / LEAST_TASKS));
    this.slabFloats = slab.isSource() ? 0 : picturesPerTask * pictureFloats;
    this.panels = new Panels(machine.tiles(), taps * inGroup, outGroup);
    boolean joined = w.dilationW() == 1 && groups == 1;
    this.steps =
        joined
            ? Steps.nested(w.kernelH(), w.dilationH() * line, 1, 0, w.kernelW() * inGroup, 1)
            : Steps.nested(
                w.kernelH(),
                w.dilationH() * line,
                w.kernelW(),
                w.dilationW() * sourceChannels,
                inGroup,
                1);
    int lastRows = outH - (tasksPerPicture - 1) * rowsPerTask;
    int lastPictures = batch - (batch - 1) / picturesPerTask * picturesPerTask;
    this.tiles = tiles(picturesPerTask, rowsPerTask, strideH * line, strideW * sourceChannels);
    this.lastTiles = tiles(lastPictures, lastRows, strideH * line, strideW * sourceChannels);
  }

  /** Returns which tile computes which output pixels. */
  private RowTiles[] tiles(int pictures, int rows, int rowStride, int columnStride) {
    int[] bases =
        Offsets.of(
            new int[] {pictures, rows, outW},
            new int[] {pictureFloats, rowStride, columnStride},
            0);
    return panels.tiles(machine.tiles(), steps, bases);
  }

  static Kernel forward(Machine m, Conv2d op, List<TensorType> in, List<TensorType> out) {
    int stride = out.get(0).shape().dim(3);
    return forward(m, op.window(), op.groups(), Epilogue.none(m), in, out, stride);
  }

  static Kernel fused(Machine m, ConvBiasActivation op, List<TensorType> in, List<TensorType> out) {
    return fused(m, op, in, out, out.get(0).shape().dim(3));
  }

  /**
   * Makes the kernel whose result lies among other channels.
   *
   * @param outStride how many channels there are in all; the output begins at the first of its own
   */
  static Kernel fused(
      Machine m, ConvBiasActivation op, List<TensorType> in, List<TensorType> out, int outStride) {
    Epilogue e = new Epilogue(m, op.activation());
    return forward(m, op.window(), op.groups(), e, in, out, outStride);
  }

  private static Kernel forward(
      Machine m,
      Window w,
      int groups,
      Epilogue e,
      List<TensorType> in,
      List<TensorType> out,
      int outStride) {
    Shape x = in.get(0).shape();
    Slab slab = Slab.ofInput(w, w.on(x.dim(1), x.dim(2)), x.dim(3));
    Shape f = in.get(1).shape();
    return new Sliding(m, e, null, w, groups, slab, x, f, out.get(0).shape(), outStride);
  }

  static Kernel inputGradient(
      Machine m, Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    Window w = op.window();
    Shape dy = in.get(0).shape();
    WindowGeometry g = w.on(op.inH(), op.inW());
    Slab slab = Slab.ofOutput(w, g, dy.dim(3));
    int last = w.kernelH() * w.kernelW() - 1;
    int[] turned = IntStream.rangeClosed(0, last).map(tap -> last - tap).toArray();
    Shape dx = out.get(0).shape();
    return gradient(m, w, op.groups(), slab, turned, dy, in.get(1).shape(), dx);
  }

  /**
   * Makes a kernel for the gradient with respect to some pixels of the input.
   *
   * @param w goes over slabs with stride 1, whatever its stride
   * @param turned which tap of the filter each tap of the window is
   */
  static Kernel gradient(
      Machine m, Window w, int groups, Slab slab, int[] turned, Shape dy, Shape filter, Shape dx) {
    return new Sliding(m, Epilogue.none(m), turned, w, groups, slab, dy, filter, dx, dx.dim(3));
  }

  private int tasks() {
    return (batch + picturesPerTask - 1) / picturesPerTask * tasksPerPicture;
  }

  @Override
  public long scratchBytes() {
    long perGroup = (long) panels.packedSize() + panels.paddedColumns();
    return 4 * (groups * perGroup + (long) machine.workers().count() * slabFloats);
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
        "sliding product %dx%dx%d in %d tasks",
        batch * outH * outW, taps * inGroup, outGroup, tasks());
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
    private final int packedAt;
    private final int initAt;
    private final int slabsAt;
    private final Product[] products = machine.products();
    private final Job pack = this::pack;
    private final Job rows = this::rows;

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
      this.initAt = packedAt + groups * panels.packedSize();
      this.slabsAt = initAt + groups * panels.paddedColumns();
    }

    @Override
    public void run() {
      machine.run(pack, groups * panels.count());
      machine.run(rows, tasks());
    }

    /** Packs one panel of one group's filter, and its bias. */
    private void pack(int task, int worker) {
      int group = task / panels.count();
      int panel = task % panels.count();
      int to = packedAt + group * panels.packedSize();
      if (turned != null) {
        // Row (tap, o) of the panel is column o of the turned tap; its columns are input channels.
        for (int tap = 0; tap < taps; tap++) {
          int from = tap * inGroup;
          int at = filterAt + turned[tap] * filterIn * filterOut + group * inGroup - from;
          panels.pack(panel, from, from + inGroup, filter, at, 1, filterOut, work, to);
        }
      } else {
        int at = filterAt + group * outGroup;
        panels.pack(panel, 0, panels.depth(), filter, at, filterOut, 1, work, to);
      }
      int init = initAt + group * panels.paddedColumns();
      panels.packInit(panel, bias, biasAt + group * outGroup, work, init);
    }

    /** Makes some rows of one picture, or some small pictures. */
    private void rows(int task, int worker) {
      int picture = task / tasksPerPicture * picturesPerTask;
      int pictures = Math.min(picturesPerTask, batch - picture);
      int first = task % tasksPerPicture * rowsPerTask;
      int count = Math.min(rowsPerTask, outH - first);
      float[] a = x;
      int aAt = xAt + picture * sourceSize;
      if (slab.isSource()) {
        aAt += first * strideH * slab.width() * sourceChannels;
      } else {
        int to = slabsAt + worker * slabFloats;
        int slabRows = (count - 1) * strideH + spanH;
        for (int i = 0; i < pictures; i++) {
          int from = aAt + i * sourceSize;
          slab.cut(x, from, first * strideH, slabRows, work, to + i * pictureFloats);
        }
        a = work;
        aAt = to;
      }
      boolean whole = count == rowsPerTask && pictures == picturesPerTask;
      RowTiles[] rowTiles = whole ? tiles : lastTiles;
      int pixels = pictures * count * outW;
      int outAt = (picture * outH + first) * outW * outStride;
      for (int group = 0; group < groups; group++) {
        int b = packedAt + group * panels.packedSize();
        int init = initAt + group * panels.paddedColumns();
        for (int p = 0; p < panels.count(); p++) {
          int column = panels.start(p);
          products[worker].run(
              rowTiles[p],
              a,
              aAt + group * inGroup,
              steps,
              work,
              b + panels.packedAt(p),
              panels.width(p),
              work,
              init + column,
              0,
              z,
              zAt + outAt + group * outGroup + column,
              outStride,
              panels.width(p),
              panels.validWidth(p));
        }
      }
      if (outStride == outChannels) {
        epilogue.apply(z, zAt + outAt, y, yAt + outAt, pixels * outChannels);
        return;
      }
      for (int i = 0; i < pixels; i++) {
        int at = outAt + i * outStride;
        epilogue.apply(z, zAt + at, y, yAt + at, outChannels);
      }
    }
  }
}
