package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.Collections;
import java.util.List;

/** The rules that all optimiser updates share. */
final class UpdateCheck {
  private UpdateCheck() {}

  /**
   * Checks {@code vectors} inputs of one type, followed by {@code scalars} scalars, and returns the
   * type of the parameters {@code results} times.
   */
  static List<TensorType> infer(
      CompositeOp op, List<TensorType> in, int vectors, int scalars, int results) {
    Check.arity(op, in, vectors + scalars);
    Check.sameFloat(op, in);
    for (int i = 1; i < vectors; i++) {
      Check.that(
          in.get(i).equals(in.get(0)), op, in, "expects parameters, gradient and state alike");
    }
    for (int i = vectors; i < in.size(); i++) {
      Check.that(
          in.get(i).shape().equals(Shape.scalar()), op, in, "expects input " + i + " as a scalar");
    }
    return Collections.nCopies(results, in.get(0));
  }
}
