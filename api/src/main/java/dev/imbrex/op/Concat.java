package dev.imbrex.op;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Tensors one behind the other along an axis; all other extents agree. Takes every element type.
 */
public record Concat(int axis) implements CoreOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.that(!in.isEmpty(), this, in, "expects at least one input");
    TensorType first = in.get(0);
    Check.that(
        axis >= 0 && axis < first.shape().rank(), this, in, "expects an existing axis, from 0");
    int sum = 0;
    for (TensorType t : in) {
      Check.that(
          t.shape().rank() == first.shape().rank()
              && t.withShape(t.shape().with(axis, 1))
                  .equals(first.withShape(first.shape().with(axis, 1))),
          this,
          in,
          "expects inputs that differ along axis " + axis + " only");
      sum = Math.addExact(sum, t.shape().dim(axis));
    }
    Shape s = first.shape().with(axis, sum);
    return List.of(first.withShape(s));
  }
}
