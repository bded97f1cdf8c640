package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/** e^(x - max) / sum e^(x - max) along the last axis. Input and result {@code [..., C]}. */
public record Softmax() implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Check.sameFloat(this, in);
    Check.that(in.get(0).shape().rank() >= 1, this, in, "expects at least one axis");
    return in;
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value x = in.get(0);
    Value e = b.unary(Unary.Fn.EXP, b.sub(x, b.reduce(Reduce.Fn.MAX, x, true, -1)));
    return List.of(b.div(e, b.sum(e, true, -1)));
  }

  /** dx = y (dy - sum(dy y)). */
  @Override
  public Optional<List<Optional<Value>>> gradient(
      OpEmitter b, List<Value> in, List<Value> out, List<Optional<Value>> grads) {
    Value y = out.get(0);
    Value dy = grads.get(0).orElseThrow();
    Value dx = b.mul(y, b.sub(dy, b.sum(b.mul(dy, y), true, -1)));
    return Optional.of(List.of(Optional.of(dx)));
  }
}
