package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** Adds bias {@code [C]} to every row of x {@code [..., C]}. */
public record BiasAdd() implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.sameFloat(this, in);
    Check.that(
        in.get(0).shape().rank() >= 1
            && in.get(1).shape().rank() == 1
            && in.get(0).shape().dim(-1) == in.get(1).shape().dim(0),
        this,
        in,
        "expects x [..., C] and bias [C]");
    return List.of(in.get(0));
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    return List.of(b.add(in.get(0), in.get(1)));
  }
}
