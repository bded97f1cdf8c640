package dev.imbrex.conformance.cases;

import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.MaxPool2dGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** How many terms an op adds up for one element of its result. */
public final class TermCount {
  private TermCount() {}

  /** Returns the largest number of terms of an element, 1 for ops that add nothing up. */
  public static long of(Op op, List<TensorType> types) {
    if (op instanceof Conv2d || op instanceof ConvBiasActivation) {
      return types.get(1).shape().size(0, 3);
    } else if (op instanceof ConvBiasActivationConcat joined) {
      long most = 1;
      for (int i = 0; i < joined.branches().size(); i++) {
        List<TensorType> each = ConvBiasActivationConcat.inputsOf(types, i);
        most = Math.max(most, of(joined.branches().get(i), each));
      }
      return most;
    } else if (op instanceof Conv2dInputGrad grad) {
      Shape f = types.get(1).shape();
      return f.size(0, 2) * (f.dim(3) / grad.groups());
    } else if (op instanceof Conv2dFilterGrad) {
      return types.get(1).shape().size(0, 3);
    } else if (op instanceof MatMul product) {
      return types.get(0).shape().dim(product.transposeA() ? 0 : 1);
    } else if (op instanceof MatMulBiasActivation product) {
      return types.get(0).shape().dim(product.transposeA() ? 0 : 1);
    } else if (op instanceof AvgPool2d pool) {
      return pixels(pool.window());
    } else if (op instanceof AvgPool2dGrad pool) {
      return pixels(pool.window());
    } else if (op instanceof MaxPool2dGrad pool) {
      return pixels(pool.window());
    } else if (op instanceof Reduce reduce) {
      return reduce.axes().stream()
          .mapToLong(a -> types.get(0).shape().dim(a))
          .reduce(1, (a, b) -> a * b);
    }
    return 1;
  }

  private static long pixels(Window w) {
    return (long) w.kernelH() * w.kernelW();
  }

  /** Returns how many terms there are in all. */
  public static long work(Op op, List<TensorType> types) {
    long elements = 0;
    for (TensorType t : types) {
      elements += t.shape().size();
    }
    long k = of(op, types);
    for (TensorType t : op.infer(types)) {
      elements += t.shape().size() * k;
    }
    return elements;
  }
}
