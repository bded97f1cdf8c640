package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** A tensor whose element is its own index along an axis: 0, 1, 2, … No inputs; not BOOL. */
public record Iota(TensorType type, int axis) implements CoreOp {
  public Iota {
    Check.attribute(type.dtype() != DType.BOOL, "Iota", "counts in numbers, not in BOOL");
    Check.attribute(
        axis >= 0 && axis < type.shape().rank(),
        "Iota",
        "expects an existing axis of " + type + ", counted from 0, but got " + axis);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 0);
    return List.of(type);
  }
}
