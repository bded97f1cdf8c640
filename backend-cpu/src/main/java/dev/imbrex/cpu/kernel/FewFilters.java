package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.cpu.gemm.Slab;
import dev.imbrex.cpu.gemm.Strip;
import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with few filters, and the gradient with respect to an input of few channels: what
 * {@link Sliding} computes and bit for bit the same, but with pixels in the lanes of vectors, which
 * few results of a pixel would leave empty.
 *
 * <p>A task makes some rows of one picture: it cuts the slab of input rows that they need and parts
 * its channels into planes, goes over them in strips, across the ends of rows, and puts the results
 * that are wanted side by side.
 */
final class FewFilters implements Kernel {
  /** Floats of a slab that stay in the first-level cache. */
  private static final int SLAB_FLOATS = 6 << 10;

  private final Machine machine;
  private final Epilogue epilogue;
  private final Strip strip;
  private final boolean gradient;
  private final int taps;
  private final int filterIn;
  private final int filterOut;
  private final int batch;
  private final int sourceSize;
  private final int channels;
  private final int outH;
  private final int outW;
  private final int filters;
  private final int spanH;
  private final int rowsPerTask;
  private final int tasksPerPicture;
  private final Slab slab;
  private final int slabFloats;
  private final int plane;
  private final int made;
  private final int[] walk;
  private final int[] part;
  private final int[] join;

  private FewFilters(
      Machine machine,
      Epilogue epilogue,
      boolean gradient,
      Window w,
      Slab slab,
      Shape source,
      Shape filter,
      Shape out) {
    this.machine = machine;
    this.epilogue = epilogue;
    this.gradient = gradient;
    this.slab = slab;
    this.taps = w.kernelH() * w.kernelW();
    this.filterIn = filter.dim(2);
    this.filterOut = filter.dim(3);
    this.batch = source.dim(0);
    this.sourceSize = source.dim(1) * source.dim(2) * source.dim(3);
    this.channels = source.dim(3);
    this.outH = out.dim(1);
    this.outW = out.dim(2);
    this.filters = out.dim(3);
    this.strip = machine.tiles().strip(filters).orElseThrow();
    this.spanH = w.spanH();
    int pitch = slab.width();
    int fitting = Math.max(1, SLAB_FLOATS / (pitch * channels) - spanH + 1);
    this.rowsPerTask = Math.min(outH, fitting);
    this.tasksPerPicture = (outH + rowsPerTask - 1) / rowsPerTask;
    int slabRows = rowsPerTask + spanH - 1;
    this.slabFloats = channels == 1 ? 0 : slabRows * pitch * channels;
    int pixels = strip.pixels();
    this.made = (rowsPerTask * pitch + pixels - 1) / pixels * pixels;
    // The last strip reaches beyond the last row.
    this.plane = slabRows * pitch + pixels;
    this.part = Offsets.of(new int[] {slabRows * pitch}, new int[] {channels}, 0);
    this.join = Offsets.of(new int[] {outW, filters}, new int[] {1, made}, 0);
    this.walk = new int[taps * channels];
    for (int k = 0; k < walk.length; k++) {
      int tap = k / channels;
      int down = tap / w.kernelW() * w.dilationH();
      int right = tap % w.kernelW() * w.dilationW();
      walk[k] = k % channels * plane + down * pitch + right;
    }
  }

  /** Returns whether a convolution is one with few filters. */
  static boolean fits(Machine m, Window w, int groups, Shape out) {
    return groups == 1
        && w.strideH() == 1
        && w.strideW() == 1
        && m.tiles().strip(out.dim(3)).isPresent();
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
    Slab slab = Slab.ofInput(w, w.on(x.dim(1), x.dim(2)), x.dim(3));
    return new FewFilters(m, e, false, w, slab, x, in.get(1).shape(), out.get(0).shape());
  }

  static Kernel inputGradient(
      Machine m, Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    Shape dy = in.get(0).shape();
    Slab slab = Slab.ofOutput(op.window(), op.window().on(op.inH(), op.inW()), dy.dim(3));
    return new FewFilters(
        m, Epilogue.none(m), true, op.window(), slab, dy, in.get(1).shape(), out.get(0).shape());
  }

  private int perWorker() {
    return slabFloats + channels * plane + strip.filters() * made;
  }

  @Override
  public long scratchBytes() {
    long packed = (walk.length + 1L) * strip.filters();
    return 4 * (packed + (long) machine.workers().count() * perWorker());
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
        "%d filters of %d over %d pixels in %d tasks",
        filters, walk.length, batch * outH * outW, batch * tasksPerPicture);
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
    private final int workersAt;
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
      this.initAt = packedAt + walk.length * strip.filters();
      this.workersAt = initAt + strip.filters();
    }

    @Override
    public void run() {
      pack();
      machine.run(rows, batch * tasksPerPicture);
    }

    /** Packs the filters, and the bias. */
    private void pack() {
      int n = strip.filters();
      for (int k = 0; k < walk.length; k++) {
        int tap = k / channels;
        int c = k % channels;
        int opposite = (taps - 1 - tap) * filterIn;
        for (int i = 0; i < filters; i++) {
          int at = gradient ? (opposite + i) * filterOut + c : k * filterOut + i;
          work[packedAt + k * n + i] = filter[filterAt + at];
        }
        Arrays.fill(work, packedAt + k * n + filters, packedAt + (k + 1) * n, 0);
      }
      Arrays.fill(work, initAt, initAt + n, 0);
      if (bias != null) {
        System.arraycopy(bias, biasAt, work, initAt, filters);
      }
    }

    /** Makes some rows of one picture. */
    private void rows(int task, int worker) {
      int picture = task / tasksPerPicture;
      int first = task % tasksPerPicture * rowsPerTask;
      int count = Math.min(rowsPerTask, outH - first);
      int own = workersAt + worker * perWorker();
      int planes = own + slabFloats;
      int results = planes + channels * plane;
      int slabRows = count + spanH - 1;
      slab.cut(x, xAt + picture * sourceSize, first, slabRows, work, own);
      Rows moves = machine.rows();
      if (channels > 1) {
        // Parts the channels of the slab into planes.
        for (int c = 0; c < channels; c++) {
          moves.gather(work, own + c, part, 0, work, planes + c * plane, slabRows * slab.width());
        }
      }
      int end = count * slab.width();
      for (int p = 0; p < end; p += strip.pixels()) {
        strip.run(work, packedAt, work, planes + p, walk, work, initAt, work, results + p, made);
      }
      int outAt = (picture * outH + first) * outW * filters;
      // Puts the results of each pixel side by side.
      int line = outW * filters;
      for (int row = 0; row < count; row++) {
        moves.gather(
            work, results + row * slab.width(), join, 0, z, zAt + outAt + row * line, line);
      }
      epilogue.apply(z, zAt + outAt, y, yAt + outAt, count * outW * filters);
    }
  }
}
