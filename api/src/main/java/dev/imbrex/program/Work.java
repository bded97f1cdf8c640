package dev.imbrex.program;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * What an op asks of a device at least, however it is run.
 *
 * @param flops floating-point operations of convolutions, their gradients and matrix products, a
 *     multiply-add counting as two and taps in the padding counting too; 0 for all other ops, which
 *     memory bounds
 * @param bytes moved: each input read and each output written once
 */
public record Work(double flops, double bytes) {

  /** Returns the work of an op on inputs and results of these types. */
  public static Work of(Op op, List<TensorType> inputs, List<TensorType> outputs) {
    double bytes = 0;
    for (TensorType t : inputs) {
      bytes += t.bytes();
    }
    for (TensorType t : outputs) {
      bytes += t.bytes();
    }
    return new Work(2 * multiplyAdds(op, inputs, outputs), bytes);
  }

  /** Returns the work of copying this many bytes. */
  public static Work ofCopy(long bytes) {
    return new Work(0, 2.0 * bytes);
  }

  private static double multiplyAdds(Op op, List<TensorType> in, List<TensorType> out) {
    if (op instanceof Conv2d || op instanceof ConvBiasActivation) {
      return convolution(out.get(0), in.get(1));
    }
    if (op instanceof ConvBiasActivationConcat joined) {
      double sum = 0;
      for (int i = 0; i < joined.branches().size(); i++) {
        List<TensorType> each = ConvBiasActivationConcat.inputsOf(in, i);
        sum += convolution(joined.branches().get(i).infer(each).get(0), each.get(1));
      }
      return sum;
    }
    if (op instanceof Conv2dInputGrad) {
      return convolution(in.get(0), in.get(1));
    }
    if (op instanceof Conv2dFilterGrad) {
      return convolution(in.get(1), out.get(0));
    }
    if (op instanceof MatMul m) {
      return product(m.transposeA(), in.get(0), out.get(0));
    }
    if (op instanceof MatMulBiasActivation m) {
      return product(m.transposeA(), in.get(0), out.get(0));
    }
    return 0;
  }

  /** Each element of y {@code [N, OH, OW, OC]} sees one filter of {@code [kh, kw, I, OC]}. */
  private static double convolution(TensorType y, TensorType filter) {
    return (double) y.shape().size() * filter.shape().size(0, 3);
  }

  private static double product(boolean transposeA, TensorType a, TensorType y) {
    Shape s = a.shape();
    return (double) y.shape().size() * s.dim(transposeA ? 0 : 1);
  }
}
