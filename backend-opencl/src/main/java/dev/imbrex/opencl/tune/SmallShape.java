package dev.imbrex.opencl.tune;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Smaller versions of a shape that still go through the same programs: one that the oracle, which
 * multiplies and adds one by one, computes in a moment; and one that fits the memory.
 */
final class SmallShape {
  /** So many multiply-adds take the oracle some tenths of a second. */
  private static final double FEW = 4e6;

  /** More columns than those of pictures that are copied with a border whatever they are. */
  private static final int COLUMNS = 17;

  private SmallShape() {}

  /** Returns a shape with fewer pictures, of few rows, such that it has few multiply-adds. */
  static OpShape forOracle(OpShape s) {
    if (s.op() instanceof MatMul || s.op() instanceof MatMulBiasActivation) {
      return product(s);
    }
    OpShape small = picture(s.withBatch(Math.min(s.batch(), 2)), false);
    return small.work().flops() > 2 * FEW ? picture(s.withBatch(1), true) : small;
  }

  /**
   * Returns the shape with the most pictures whose tensors take no more than so many bytes, or with
   * one picture if not even that does.
   */
  static OpShape within(OpShape s, long bytes) {
    OpShape fitting = s;
    while (fitting.bytes() > bytes && fitting.batch() > 1) {
      fitting = s.withBatch(fitting.batch() / 2);
    }
    return fitting;
  }

  /** Returns a convolution on pictures of as few rows as there can be, or of some more. */
  private static OpShape picture(OpShape s, boolean fewest) {
    Op op = s.op();
    Window w = window(op);
    TensorType x = s.inputs().get(0);
    boolean input = op instanceof Conv2dInputGrad;
    int h = input ? ((Conv2dInputGrad) op).inH() : x.shape().dim(1);
    int width = input ? ((Conv2dInputGrad) op).inW() : x.shape().dim(2);
    int fewRows = Math.min(h, fewest ? leastRows(w) : w.spanH() + w.strideH());
    int fewColumns = Math.min(width, Math.max(COLUMNS, w.spanW() + w.strideW()));
    WindowGeometry g = w.on(fewRows, fewColumns);
    TensorType small =
        x.withShape(
            x.shape().with(1, input ? g.outH() : fewRows).with(2, input ? g.outW() : fewColumns));
    if (op instanceof Conv2dInputGrad grad) {
      return new OpShape(
          new Conv2dInputGrad(w, grad.groups(), fewRows, fewColumns),
          List.of(small, s.inputs().get(1)));
    }
    TensorType second = s.inputs().get(1);
    if (op instanceof Conv2dFilterGrad) {
      second = second.withShape(second.shape().with(1, g.outH()).with(2, g.outW()));
    }
    return s.withInputs(small, second);
  }

  /** Returns the height of the lowest picture that a window goes over, with its padding. */
  private static int leastRows(Window w) {
    int padding = w.padding() instanceof Padding.Explicit e ? e.top() + e.bottom() : 0;
    return w.padding() instanceof Padding.Same ? 1 : Math.max(1, w.spanH() - padding);
  }

  private static Window window(Op op) {
    if (op instanceof Conv2d c) {
      return c.window();
    } else if (op instanceof ConvBiasActivation c) {
      return c.window();
    } else if (op instanceof Conv2dInputGrad g) {
      return g.window();
    }
    return ((Conv2dFilterGrad) op).window();
  }

  /** Returns a product of smaller extents, with what they leave when tiles are taken away. */
  private static OpShape product(OpShape s) {
    boolean a = s.op() instanceof MatMul m ? m.transposeA() : fused(s).transposeA();
    boolean b = s.op() instanceof MatMul m ? m.transposeB() : fused(s).transposeB();
    TensorType left = s.inputs().get(0);
    TensorType right = s.inputs().get(1);
    int m = some(left.shape().dim(a ? 1 : 0));
    int k = some(left.shape().dim(a ? 0 : 1));
    int n = some(right.shape().dim(b ? 0 : 1));
    TensorType first = TensorType.f32(a ? k : m, a ? m : k);
    TensorType second = TensorType.f32(b ? n : k, b ? k : n);
    return s.inputs().size() == 2
        ? new OpShape(s.op(), List.of(first, second))
        : new OpShape(s.op(), List.of(first, second, TensorType.f32(n)));
  }

  private static MatMulBiasActivation fused(OpShape s) {
    return (MatMulBiasActivation) s.op();
  }

  private static int some(int extent) {
    return extent <= 160 ? extent : 128 + extent % 32;
  }
}
