package dev.imbrex.op;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** The same elements in the same row-major order under another shape of the same size. */
public record Reshape(Shape target) implements CoreOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Check.that(
        in.get(0).shape().size() == target.size(),
        this,
        in,
        "expects as many elements as " + target);
    return List.of(in.get(0).withShape(target));
  }
}
