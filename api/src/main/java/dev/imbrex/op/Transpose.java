package dev.imbrex.op;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Permutation of the axes: axis i of the result is axis permutation[i] of the input. */
public record Transpose(List<Integer> permutation) implements CoreOp {
  public Transpose {
    permutation = List.copyOf(permutation);
    for (int i = 0; i < permutation.size(); i++) {
      Check.attribute(
          permutation.contains(i), "Transpose", permutation + " is not a permutation of the axes");
    }
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Shape s = in.get(0).shape();
    Check.that(s.rank() == permutation.size(), this, in, "expects as many axes as it permutes");
    List<Integer> out = new ArrayList<>();
    for (int p : permutation) {
      out.add(s.dim(p));
    }
    return List.of(in.get(0).withShape(Shape.of(out)));
  }
}
