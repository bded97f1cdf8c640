package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * Binary cross-entropy of sigmoid(logits) with targets in [0, 1], element by element and stable:
 * max(z, 0) - z t + log(1 + e^-|z|). Inputs: logits and targets of one type; so the result. The
 * gradient is with respect to the logits only.
 */
public record SigmoidCrossEntropy() implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.sameFloat(this, in);
    Check.that(in.get(0).equals(in.get(1)), this, in, "expects logits and targets of one shape");
    return List.of(in.get(0));
  }

  @Override
  public boolean elementwise() {
    return true;
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value z = in.get(0);
    Value tail = b.unary(Unary.Fn.LOG1P, b.unary(Unary.Fn.EXP, b.neg(b.unary(Unary.Fn.ABS, z))));
    Value linear = b.sub(b.max(z, b.scalar(z, 0)), b.mul(z, in.get(1)));
    return List.of(b.add(linear, tail));
  }

  /** dz = (sigmoid(z) - t) dloss. */
  @Override
  public Optional<List<Optional<Value>>> gradient(
      OpEmitter b, List<Value> in, List<Value> out, List<Optional<Value>> grads) {
    Value d = b.sub(b.unary(Unary.Fn.SIGMOID, in.get(0)), in.get(1));
    return Optional.of(
        List.of(Optional.of(b.mul(d, grads.get(0).orElseThrow())), Optional.empty()));
  }
}
