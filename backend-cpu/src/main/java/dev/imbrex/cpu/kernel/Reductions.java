package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Reduce;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sums and extremes over axes, in an order that depends on the shape alone.
 *
 * <p>Where neighbouring axes are reduced together, the tensor is {@code [outer, K, inner]}; then
 * blocks of K are folded by themselves, several lanes side by side, and the blocks' results one
 * after the other. Every other case takes one axis group after the other through the general loop.
 */
final class Reductions {
  private static final int BLOCK_FLOATS = 16 << 10;

  /** Rows of fewer elements than this are folded several side by side. */
  private static final int LANES = 64;

  private Reductions() {}

  static Kernel reduce(Machine m, Reduce op, List<TensorType> in, List<TensorType> out) {
    Shape s = in.get(0).shape();
    List<Integer> axes = op.axes();
    if (in.get(0).dtype() == DType.F32 && !axes.isEmpty() && areNeighbours(axes)) {
      int first = axes.get(0);
      int last = axes.get(axes.size() - 1);
      return new Folding(
          m,
          m.functions()
              .binary(Binary.Fn.valueOf(op.fn() == Reduce.Fn.SUM ? "ADD" : op.fn().name())),
          (int) s.size(0, first),
          (int) s.size(first, last + 1),
          (int) s.size(last + 1, s.rank()));
    }
    return general(m, op, in, out);
  }

  private static boolean areNeighbours(List<Integer> axes) {
    return axes.get(axes.size() - 1) - axes.get(0) == axes.size() - 1;
  }

  /** Folds K of {@code [outer, K, inner]}. */
  private static final class Folding implements Kernel {
    private final Machine m;
    private final Pairwise f;
    private final int outer;
    private final int k;
    private final int inner;
    private final int height;
    private final int blocks;
    private final int lanes;

    Folding(Machine m, Pairwise f, int outer, int k, int inner) {
      this.m = m;
      this.f = f;
      this.outer = outer;
      this.k = k;
      this.inner = inner;
      this.height = Math.max(1, BLOCK_FLOATS / inner);
      this.blocks = (k + height - 1) / height;
      int least = 1;
      while (least * inner < LANES) {
        least *= 2;
      }
      this.lanes = least;
    }

    @Override
    public long scratchBytes() {
      return 4L * outer * blocks * lanes * inner;
    }

    @Override
    public String explain() {
      return String.format("reduction of %d x %d x %d in %d blocks", outer, k, inner, blocks);
    }

    @Override
    public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice scratch) {
      Span x = Span.of(inputs.get(0));
      Span y = Span.of(outputs.get(0));
      Span work = Span.of(scratch);
      Job fold = (task, worker) -> fold(x, work, task / blocks, task % blocks);
      Job merge = (task, worker) -> merge(work, y, task);
      return () -> {
        m.run(fold, outer * blocks);
        m.run(merge, outer);
      };
    }

    /**
     * Folds one block into its place in scratch, of which the first {@code inner} count at the end:
     * several rows side by side, then their results by halves.
     */
    private void fold(Span x, Span work, int row, int block) {
      int first = block * height;
      int n = Math.min(height, k - first);
      int from = x.at() + (row * k + first) * inner;
      int to = work.at() + (row * blocks + block) * lanes * inner;
      int beside = Math.min(lanes, Integer.highestOneBit(n));
      System.arraycopy(x.a(), from, work.a(), to, beside * inner);
      for (int i = beside; i < n; i += beside) {
        int here = Math.min(beside, n - i) * inner;
        f.apply(work.a(), to, x.a(), from + i * inner, work.a(), to, here);
      }
      for (int half = beside / 2; half >= 1; half /= 2) {
        f.apply(work.a(), to, work.a(), to + half * inner, work.a(), to, half * inner);
      }
    }

    private void merge(Span work, Span y, int row) {
      int to = work.at() + row * blocks * lanes * inner;
      for (int block = 1; block < blocks; block++) {
        f.apply(work.a(), to, work.a(), to + block * lanes * inner, work.a(), to, inner);
      }
      System.arraycopy(work.a(), to, y.a(), y.at() + row * inner, inner);
    }
  }

  /** Any axes and any type: each result walks over its elements in row-major order. */
  private static Kernel general(Machine m, Reduce op, List<TensorType> in, List<TensorType> out) {
    Shape s = in.get(0).shape();
    int[] reduced = op.axes().stream().mapToInt(Integer::intValue).toArray();
    int[] kept = IntStream.range(0, s.rank()).filter(a -> !op.axes().contains(a)).toArray();
    int[] starts = Offsets.of(s, kept);
    int[] steps = Offsets.of(s, reduced);
    boolean floats = in.get(0).dtype() == DType.F32;
    return new Chunked(
        m,
        "general reduction",
        starts.length,
        steps.length,
        0,
        (x, y, w) ->
            (from, to, worker) -> {
              for (int i = from; i < to; i++) {
                int acc = x[0].bits(starts[i]);
                for (int j = 1; j < steps.length; j++) {
                  int next = x[0].bits(starts[i] + steps[j]);
                  acc = floats ? floats(op.fn(), acc, next) : integers(op.fn(), acc, next);
                }
                y[0].bits(i, acc);
              }
            });
  }

  private static int integers(Reduce.Fn fn, int a, int b) {
    switch (fn) {
      case SUM:
        return a + b;
      case MAX:
        return Math.max(a, b);
      default:
        return Math.min(a, b);
    }
  }

  private static int floats(Reduce.Fn fn, int a, int b) {
    float x = Float.intBitsToFloat(a);
    float z = Float.intBitsToFloat(b);
    switch (fn) {
      case SUM:
        return Float.floatToRawIntBits(x + z);
      case MAX:
        return Float.floatToRawIntBits(Math.max(x, z));
      default:
        return Float.floatToRawIntBits(Math.min(x, z));
    }
  }

  static Kernel argReduce(Machine m, ArgReduce op, List<TensorType> in, List<TensorType> out) {
    Shape s = in.get(0).shape();
    int n = s.dim(op.axis());
    int inner = (int) s.size(op.axis() + 1, s.rank());
    boolean floats = in.get(0).dtype() == DType.F32;
    boolean max = op.fn() == ArgReduce.Fn.MAX;
    return new Chunked(
        m,
        "index of the extreme",
        out.get(0).shape().intSize(),
        n,
        0,
        (x, y, w) ->
            (from, to, worker) -> {
              for (int i = from; i < to; i++) {
                int at = i / inner * n * inner + i % inner;
                int best = 0;
                for (int j = 1; j < n; j++) {
                  int a = x[0].bits(at + j * inner);
                  int b = x[0].bits(at + best * inner);
                  if (floats ? beats(a, b, max) : max ? a > b : a < b) {
                    best = j;
                  }
                }
                y[0].bits(i, best);
              }
            });
  }

  /** Returns whether a later element takes the place of the best so far: NaN beats all but NaN. */
  private static boolean beats(int a, int b, boolean max) {
    float x = Float.intBitsToFloat(a);
    float best = Float.intBitsToFloat(b);
    if (Float.isNaN(best)) {
      return false;
    }
    return Float.isNaN(x) || (max ? x > best : x < best);
  }
}
