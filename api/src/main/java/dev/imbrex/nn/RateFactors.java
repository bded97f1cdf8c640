package dev.imbrex.nn;

import dev.imbrex.op.Value;
import dev.imbrex.program.ProgramBuilder;

/**
 * Lets layers learn at a rate of their own: of the step that the optimiser makes, a parameter goes
 * the share that its layer's factor says. Since steps are proportional to the learning rate, that
 * is the rate times the factor; where momentum contains the rate, too.
 */
final class RateFactors {
  private RateFactors() {}

  /**
   * Emits the vector of trained parameters after a step.
   *
   * @param old before the step
   * @param next where the optimiser would go
   */
  static Value emit(ProgramBuilder b, Model model, Value old, Value next) {
    return Pieces.change(
        b,
        model,
        next,
        p -> factor(model, p) != 1,
        (p, w) -> {
          Value from = b.reshape(Pieces.part(b, old, p.offset(), p.offset() + p.size()), p.shape());
          return b.add(from, b.mul(b.sub(w, from), factor(model, p)));
        });
  }

  private static double factor(Model model, Parameter p) {
    return model.node(p.layer()).rateFactor();
  }
}
