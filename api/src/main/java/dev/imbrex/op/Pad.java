package dev.imbrex.op;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Elements of one value around a tensor: before[i] and after[i] of them along axis i, each at least
 * 0. Takes every element type; the value is converted to it as by {@link Constant}.
 */
public record Pad(List<Integer> before, List<Integer> after, double value) implements CoreOp {
  public Pad {
    before = List.copyOf(before);
    after = List.copyOf(after);
    Check.attribute(
        before.size() == after.size()
            && before.stream().allMatch(p -> p >= 0)
            && after.stream().allMatch(p -> p >= 0),
        "Pad",
        "before and after must be equally long and at least 0, but are " + before + ", " + after);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Shape s = in.get(0).shape();
    Check.that(s.rank() == before.size(), this, in, "expects padding for every axis");
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < s.rank(); i++) {
      out.add(Math.addExact(s.dim(i), Math.addExact(before.get(i), after.get(i))));
    }
    return List.of(in.get(0).withShape(Shape.of(out)));
  }
}
