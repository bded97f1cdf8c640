package dev.imbrex.op;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Repetition to a larger shape by NumPy's rule: shapes are aligned at their last dimension, and
 * each input extent is 1 or that of the target. Takes every element type.
 */
public record Broadcast(Shape target) implements CoreOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Shape s = in.get(0).shape();
    boolean ok = s.rank() <= target.rank();
    for (int i = 1; ok && i <= s.rank(); i++) {
      ok = s.dim(-i) == 1 || s.dim(-i) == target.dim(-i);
    }
    Check.that(ok, this, in, "expects extents of 1 or of the target, aligned at the last");
    return List.of(in.get(0).withShape(target));
  }
}
