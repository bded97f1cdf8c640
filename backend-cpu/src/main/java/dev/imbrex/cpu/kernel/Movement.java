package dev.imbrex.cpu.kernel;

import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Constant;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Pad;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Transpose;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ops that move words of any type. Tables of offsets are made once; the last axis moves in runs.
 */
final class Movement {
  private Movement() {}

  /** Moves runs of {@code run} words: the i-th from {@code source[i]} to i run. */
  private static Kernel gather(Machine m, String name, int[] source, int run) {
    return new Chunked(
        m,
        name,
        source.length,
        run,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              float[] a = x[0].a();
              float[] d = y[0].a();
              for (int i = from; i < to; i++) {
                if (run == 1) {
                  d[y[0].at() + i] = a[x[0].at() + source[i]];
                } else {
                  System.arraycopy(a, x[0].at() + source[i], d, y[0].at() + i * run, run);
                }
              }
            });
  }

  static Kernel reshape(Machine m, Reshape op, List<TensorType> in, List<TensorType> out) {
    return gather(m, "copy", new int[] {0}, in.get(0).shape().intSize());
  }

  static Kernel transpose(Machine m, Transpose op, List<TensorType> in, List<TensorType> out) {
    Shape s = in.get(0).shape();
    int[] axes = op.permutation().stream().mapToInt(Integer::intValue).toArray();
    int last = axes.length - 1;
    boolean runs = last >= 0 && axes[last] == last;
    int[] moving = runs ? Arrays.copyOf(axes, last) : axes;
    return gather(m, "transpose", Offsets.of(s, moving), runs ? s.dim(last) : 1);
  }

  static Kernel crop(Machine m, Crop op, List<TensorType> in, List<TensorType> out) {
    Shape s = in.get(0).shape();
    if (s.rank() == 0) {
      return gather(m, "crop", new int[] {0}, 1);
    }
    long[] strides = s.strides();
    int last = s.rank() - 1;
    int base = 0;
    int[] extents = new int[last];
    int[] step = new int[last];
    for (int i = 0; i <= last; i++) {
      base += op.start().get(i) * (int) strides[i];
      if (i < last) {
        extents[i] = op.size().dim(i);
        step[i] = (int) strides[i];
      }
    }
    return gather(m, "crop", Offsets.of(extents, step, base), op.size().dim(last));
  }

  static Kernel broadcast(Machine m, Broadcast op, List<TensorType> in, List<TensorType> out) {
    Shape s = in.get(0).shape();
    Shape t = op.target();
    int lead = t.rank() - s.rank();
    long[] strides = s.strides();
    int[] extents = t.toArray();
    int[] step = new int[t.rank()];
    for (int i = lead; i < t.rank(); i++) {
      step[i] = s.dim(i - lead) == 1 ? 0 : (int) strides[i - lead];
    }
    if (s.size() == 1) {
      return new Chunked(
          m,
          "fill",
          t.intSize(),
          1,
          0,
          (x, y, w) ->
              (from, to, worker) ->
                  Arrays.fill(y[0].a(), y[0].at() + from, y[0].at() + to, x[0].a()[x[0].at()]));
    }
    int last = t.rank() - 1;
    boolean runs = step[last] == 1;
    if (runs) {
      extents = Arrays.copyOf(extents, last);
      step = Arrays.copyOf(step, last);
    }
    return gather(m, "broadcast", Offsets.of(extents, step, 0), runs ? t.dim(last) : 1);
  }

  static Kernel pad(Machine m, Pad op, List<TensorType> in, List<TensorType> out) {
    Shape s = in.get(0).shape();
    Shape t = out.get(0).shape();
    TensorType scalar = new TensorType(in.get(0).dtype(), Shape.scalar());
    Constant filling = new Constant(scalar, op.value());
    float word =
        scalar.dtype() == DType.F32
            ? (float) filling.value()
            : Float.intBitsToFloat((int) (long) filling.value());
    int last = Math.max(0, t.rank() - 1);
    int run = t.rank() == 0 ? 1 : s.dim(last);
    int line = t.rank() == 0 ? 1 : t.dim(last);
    int before = t.rank() == 0 ? 0 : op.before().get(last);
    int[] rows = sourceRows(op, s, t, last);
    return new Chunked(
        m,
        "pad",
        rows.length,
        line,
        0,
        (x, y, w) ->
            (from, to, worker) -> {
              float[] d = y[0].a();
              for (int i = from; i < to; i++) {
                int at = y[0].at() + i * line;
                if (rows[i] < 0) {
                  Arrays.fill(d, at, at + line, word);
                  continue;
                }
                Arrays.fill(d, at, at + before, word);
                System.arraycopy(x[0].a(), x[0].at() + rows[i] * run, d, at + before, run);
                Arrays.fill(d, at + before + run, at + line, word);
              }
            });
  }

  /** Returns, for each row of the result along the last axis, the row of the source or -1. */
  private static int[] sourceRows(Pad op, Shape s, Shape t, int last) {
    int[] rows = new int[(int) t.size(0, last)];
    for (int i = 0; i < rows.length; i++) {
      int rest = i;
      int row = 0;
      int scale = 1;
      for (int axis = last - 1; axis >= 0; axis--) {
        int index = rest % t.dim(axis) - op.before().get(axis);
        rest /= t.dim(axis);
        boolean inside = row >= 0 && index >= 0 && index < s.dim(axis);
        row = inside ? row + index * scale : -1;
        scale *= s.dim(axis);
      }
      rows[i] = row;
    }
    return rows;
  }

  static Kernel concat(Machine m, Concat op, List<TensorType> in, List<TensorType> out) {
    Shape t = out.get(0).shape();
    int outer = (int) t.size(0, op.axis());
    int line = (int) t.size(op.axis(), t.rank());
    int[] runs = in.stream().mapToInt(x -> (int) x.shape().size(op.axis(), t.rank())).toArray();
    int[] at = new int[runs.length];
    IntStream.range(1, runs.length).forEach(i -> at[i] = at[i - 1] + runs[i - 1]);
    return new Chunked(
        m,
        "concatenation",
        outer,
        line,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int i = from; i < to; i++) {
                for (int j = 0; j < runs.length; j++) {
                  int dst = y[0].at() + i * line + at[j];
                  System.arraycopy(x[j].a(), x[j].at() + i * runs[j], y[0].a(), dst, runs[j]);
                }
              }
            });
  }
}
