package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * The index of the maximum or minimum along one axis, which the result (I32) no longer has. Of
 * equal elements the first counts; a NaN counts as the extreme, the first of several.
 */
public record ArgReduce(Fn fn, int axis) implements CoreOp {

  /** Which extreme. */
  public enum Fn {
    /** The index of the maximum. */
    MAX,
    /** The index of the minimum. */
    MIN
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Check.that(
        in.get(0).dtype().isFloat() || in.get(0).dtype() == DType.I32,
        this,
        in,
        "takes F32, F64 or I32");
    Shape s = in.get(0).shape();
    Check.that(axis >= 0 && axis < s.rank(), this, in, "expects an existing axis, counted from 0");
    List<Integer> out = new ArrayList<>(s.toList());
    out.remove(axis);
    return List.of(new TensorType(DType.I32, Shape.of(out)));
  }
}
