package dev.imbrex.nn;

import dev.imbrex.op.Crop;
import dev.imbrex.op.Value;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Brings the parameters of a model back to their constraints. */
final class Constrained {
  private Constrained() {}

  /**
   * Emits the vector of trained parameters with all constraints met; what has none stays as it is,
   * in pieces as large as possible.
   */
  static Value emit(ProgramBuilder b, Model model, Value weights) {
    List<Parameter> limited =
        model.parameters().stream()
            .filter(p -> p.trainable() && p.spec().constraint().isPresent())
            .toList();
    if (limited.isEmpty()) {
      return weights;
    }
    List<Value> parts = new ArrayList<>();
    int done = 0;
    for (Parameter p : limited) {
      b.source(p.layer());
      if (p.offset() > done) {
        parts.add(part(b, weights, done, p.offset()));
      }
      done = p.offset() + p.size();
      Value w = b.reshape(part(b, weights, p.offset(), done), p.shape());
      parts.add(p.spec().constraint().orElseThrow().emit(b, w));
    }
    b.source("optimizer");
    int all = weights.shape().dim(0);
    if (done < all) {
      parts.add(part(b, weights, done, all));
    }
    return Emission.flat(b, parts);
  }

  private static Value part(ProgramBuilder b, Value weights, int from, int to) {
    return b.emit(new Crop(List.of(from), Shape.of(to - from)), weights);
  }
}
