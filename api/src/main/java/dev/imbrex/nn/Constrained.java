package dev.imbrex.nn;

import dev.imbrex.op.Value;
import dev.imbrex.program.ProgramBuilder;

/** Brings the parameters of a model back to their constraints. */
final class Constrained {
  private Constrained() {}

  /** Emits the vector of trained parameters with all constraints met. */
  static Value emit(ProgramBuilder b, Model model, Value weights) {
    return Pieces.change(
        b,
        model,
        weights,
        p -> p.spec().constraint().isPresent(),
        (p, w) -> p.spec().constraint().orElseThrow().emit(b, w));
  }
}
