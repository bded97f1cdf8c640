package dev.imbrex.op;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** The box of {@code size} elements that begins at {@code start}. Takes every element type. */
public record Crop(List<Integer> start, Shape size) implements CoreOp {
  public Crop {
    start = List.copyOf(start);
    Check.attribute(
        start.size() == size.rank() && start.stream().allMatch(i -> i >= 0),
        "Crop",
        "start must have one number of at least 0 for each axis of " + size + ", but is " + start);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Shape s = in.get(0).shape();
    boolean ok = s.rank() == size.rank();
    for (int i = 0; ok && i < s.rank(); i++) {
      ok = (long) start.get(i) + size.dim(i) <= s.dim(i);
    }
    Check.that(ok, this, in, "expects the box to lie inside the input");
    return List.of(in.get(0).withShape(size));
  }
}
