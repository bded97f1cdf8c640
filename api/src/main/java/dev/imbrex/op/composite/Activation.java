package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * An activation function of each element. Input and result have one floating-point type.
 *
 * @param alpha the slope of LEAKY_RELU or the scale of ELU, greater than 0; other functions ignore
 *     it
 */
public record Activation(ActivationFn fn, double alpha) implements CompositeOp {
  public Activation {
    checkAlpha(fn, alpha);
  }

  /** Returns the activation with alpha 0.3 for LEAKY_RELU and 1 for ELU. */
  public static Activation of(ActivationFn fn) {
    return new Activation(fn, fn == ActivationFn.LEAKY_RELU ? 0.3 : 1);
  }

  static void checkAlpha(ActivationFn fn, double alpha) {
    Check.attribute(
        alpha > 0 || (fn != ActivationFn.LEAKY_RELU && fn != ActivationFn.ELU),
        "Activation",
        fn + " needs alpha greater than 0, but it is " + alpha);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Check.sameFloat(this, in);
    return in;
  }

  @Override
  public boolean elementwise() {
    return true;
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    return List.of(fn.apply(b, in.get(0), alpha));
  }

  @Override
  public Optional<List<Optional<Value>>> gradient(
      OpEmitter b, List<Value> in, List<Value> out, List<Optional<Value>> grads) {
    Value from = fn.gradientFromOutput() ? out.get(0) : in.get(0);
    Value dx = b.emit(new ActivationGrad(fn, alpha), from, grads.get(0).orElseThrow());
    return Optional.of(List.of(Optional.of(dx)));
  }
}
