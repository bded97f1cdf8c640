package dev.imbrex.nn;

import dev.imbrex.op.Crop;
import dev.imbrex.op.Value;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Changes parts of the vector of trained parameters. */
final class Pieces {
  private Pieces() {}

  /** Emits what a parameter becomes. */
  @FunctionalInterface
  interface Change {
    /** Returns the new value of a parameter, of the same shape. */
    Value emit(Parameter p, Value old);
  }

  /**
   * Emits the vector with some parameters changed; the others stay as they are, in pieces as large
   * as possible.
   */
  static Value change(
      ProgramBuilder b, Model model, Value weights, Predicate<Parameter> which, Change change) {
    List<Parameter> changed =
        model.parameters().stream().filter(p -> p.trainable() && which.test(p)).toList();
    if (changed.isEmpty()) {
      return weights;
    }
    String source = b.source();
    List<Value> parts = new ArrayList<>();
    int done = 0;
    for (Parameter p : changed) {
      b.source(p.layer());
      if (p.offset() > done) {
        parts.add(part(b, weights, done, p.offset()));
      }
      done = p.offset() + p.size();
      parts.add(change.emit(p, b.reshape(part(b, weights, p.offset(), done), p.shape())));
    }
    b.source(source);
    int all = weights.shape().dim(0);
    if (done < all) {
      parts.add(part(b, weights, done, all));
    }
    return Emission.flat(b, parts);
  }

  static Value part(ProgramBuilder b, Value weights, int from, int to) {
    return b.emit(new Crop(List.of(from), Shape.of(to - from)), weights);
  }
}
