package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * {@link MatMul}, {@link BiasAdd} and {@link Activation} in one; made by fusion, after the
 * gradients.
 *
 * <p>Inputs: a, b as for {@link MatMul}, bias {@code [N]}. Results: y {@code [M, N]} and, if asked,
 * the activation's argument.
 */
public record MatMulBiasActivation(
    boolean transposeA, boolean transposeB, Activation activation, boolean keepArgument)
    implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 3);
    TensorType y = new MatMul(transposeA, transposeB).infer(in.subList(0, 2)).get(0);
    new BiasAdd().infer(List.of(y, in.get(2)));
    return keepArgument ? List.of(y, y) : List.of(y);
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value z =
        b.emit(new BiasAdd(), b.matMul(in.get(0), in.get(1), transposeA, transposeB), in.get(2));
    Value y = activation.fn() == ActivationFn.IDENTITY ? z : b.emit(activation, z);
    return keepArgument ? List.of(y, z) : List.of(y);
  }
}
