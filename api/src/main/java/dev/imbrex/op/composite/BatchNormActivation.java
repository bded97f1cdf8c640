package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link BatchNormTraining}, the addition of a shortcut and {@link Activation} in one, as residual
 * networks have it (He et al., 2016); made by fusion, after the gradients.
 *
 * <p>Inputs: x {@code [..., C]}, gamma and beta {@code [C]} and, if there is one, the shortcut of the
 * type of x. Results: y = activation(batchnorm(x) + shortcut), the mean {@code [C]}, the biased
 * variance {@code [C]} and, if asked, the activation's argument.
 */
public record BatchNormActivation(
    double epsilon, boolean shortcut, Activation activation, boolean keepArgument)
    implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, shortcut ? 4 : 3);
    BatchNormTraining.checkChannels(this, in, 3);
    Check.that(
        !shortcut || in.get(3).equals(in.get(0)), this, in, "expects the shortcut of x's type");
    List<TensorType> out = new ArrayList<>(List.of(in.get(0), in.get(1), in.get(1)));
    if (keepArgument) {
      out.add(in.get(0));
    }
    return out;
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    List<Value> normal = b.emit(new BatchNormTraining(epsilon), in.subList(0, 3));
    Value z = shortcut ? b.add(normal.get(0), in.get(3)) : normal.get(0);
    Value y = activation.fn() == ActivationFn.IDENTITY ? z : b.emit(activation, z);
    List<Value> out = new ArrayList<>(List.of(y, normal.get(1), normal.get(2)));
    if (keepArgument) {
      out.add(z);
    }
    return out;
  }
}
