package dev.imbrex.reference;

import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Reduce;
import dev.imbrex.tensor.Shape;
import java.util.stream.IntStream;

/** Sums and extremes over axes, and the matrix product. */
final class Reductions {
  private Reductions() {}

  /** y[m, n] = sum over k of op(a)[m, k] op(b)[k, n]. */
  static double[] matrixProduct(MatMul op, Call call) {
    double[] a = call.argument(0);
    double[] b = call.argument(1);
    int rows = call.shape().dim(0);
    int columns = call.shape().dim(1);
    int inner = call.shape(0).dim(op.transposeA() ? 0 : 1);
    double[] y = call.result();
    Terms terms = call.terms();
    for (int m = 0; m < rows; m++) {
      for (int n = 0; n < columns; n++) {
        for (int k = 0; k < inner; k++) {
          terms.add(
              a[op.transposeA() ? k * rows + m : m * inner + k]
                  * b[op.transposeB() ? n * inner + k : k * columns + n]);
        }
        y[m * columns + n] = terms.sum();
      }
    }
    return y;
  }

  /** Sum, maximum or minimum over the axes; a NaN is the extreme. */
  static double[] reduce(Reduce op, Call call) {
    double[] x = call.argument(0);
    int[] axes = op.axes().stream().mapToInt(Integer::intValue).toArray();
    int[] kept = offsetsWithout(call.shape(0), axes);
    int[] reduced = offsetsAlong(call.shape(0), axes);
    double[] y = call.result();
    Terms terms = call.terms();
    for (int o = 0; o < y.length; o++) {
      if (op.fn() == Reduce.Fn.SUM) {
        for (int i : reduced) {
          terms.add(x[kept[o] + i]);
        }
        y[o] = call.type().isFloat() ? terms.sum() : (int) (long) terms.sum();
      } else {
        boolean max = op.fn() == Reduce.Fn.MAX;
        y[o] = x[kept[o]];
        for (int i : reduced) {
          y[o] = max ? Math.max(y[o], x[kept[o] + i]) : Math.min(y[o], x[kept[o] + i]);
        }
      }
    }
    return y;
  }

  /** The index of the first extreme along the axis; the first NaN beats all. */
  static double[] argReduce(ArgReduce op, Call call) {
    double[] x = call.argument(0);
    int[] axis = {op.axis()};
    int[] kept = offsetsWithout(call.shape(0), axis);
    int[] along = offsetsAlong(call.shape(0), axis);
    double[] y = call.result();
    for (int o = 0; o < y.length; o++) {
      int best = 0;
      for (int i = 1; i < along.length; i++) {
        double v = x[kept[o] + along[i]];
        double u = x[kept[o] + along[best]];
        boolean better = op.fn() == ArgReduce.Fn.MAX ? v > u : v < u;
        if (better || (Double.isNaN(v) && !Double.isNaN(u))) {
          best = i;
        }
      }
      y[o] = best;
    }
    return y;
  }

  private static int[] offsetsAlong(Shape shape, int[] axes) {
    return Strided.offsets(
        Strided.pick(shape.toArray(), axes), Strided.pick(Strided.strides(shape), axes));
  }

  private static int[] offsetsWithout(Shape shape, int[] axes) {
    int[] others =
        IntStream.range(0, shape.rank())
            .filter(i -> IntStream.of(axes).noneMatch(a -> a == i))
            .toArray();
    return offsetsAlong(shape, others);
  }
}
