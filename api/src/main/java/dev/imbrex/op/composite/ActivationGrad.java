package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The gradient of {@link Activation}. Inputs: the activation's result y where {@link
 * ActivationFn#gradientFromOutput} holds, else its argument x; and dy. Result: dx. All of one type.
 */
public record ActivationGrad(ActivationFn fn, double alpha) implements CompositeOp {
  public ActivationGrad {
    Activation.checkAlpha(fn, alpha);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.sameFloat(this, in);
    Check.that(in.get(0).equals(in.get(1)), this, in, "expects two inputs of one shape");
    return List.of(in.get(0));
  }

  @Override
  public boolean elementwise() {
    return true;
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    return List.of(fn.gradient(b, in.get(0), in.get(1), alpha));
  }
}
