package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Sum, maximum or minimum over axes. MAX and MIN give NaN if any element is NaN. Takes F32, F64 and
 * I32.
 *
 * @param axes the axes, ascending, from 0
 * @param keepDims whether reduced axes stay with extent 1
 */
public record Reduce(Fn fn, List<Integer> axes, boolean keepDims) implements CoreOp {

  /** The reductions. */
  public enum Fn {
    /** Sum; integers wrap. */
    SUM,
    /** Maximum. */
    MAX,
    /** Minimum. */
    MIN
  }

  public Reduce {
    axes = List.copyOf(axes);
    for (int i = 0; i < axes.size(); i++) {
      Check.attribute(
          axes.get(i) >= 0 && (i == 0 || axes.get(i) > axes.get(i - 1)),
          "Reduce",
          "axes must be ascending, from 0 and without repetition, but are " + axes);
    }
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
    Check.that(
        axes.isEmpty() || axes.get(axes.size() - 1) < s.rank(), this, in, "expects existing axes");
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < s.rank(); i++) {
      if (!axes.contains(i)) {
        out.add(s.dim(i));
      } else if (keepDims) {
        out.add(1);
      }
    }
    return List.of(in.get(0).withShape(Shape.of(out)));
  }
}
