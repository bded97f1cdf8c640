package dev.imbrex.conformance.cases;

import java.util.Set;
import java.util.function.BiFunction;

/**
 * All cases of one op.
 *
 * @param op the name of the op
 * @param weight its share of the cases, relative to others
 * @param modes the modes in which it has cases
 * @param differentiable whether its gradient is checked, too
 * @param drawer makes a case from choices; may throw {@link dev.imbrex.tensor.ShapeException} where
 *     they do not fit together
 */
public record CaseFamily(
    String op,
    int weight,
    Set<Mode> modes,
    boolean differentiable,
    BiFunction<Draw, Mode, OpCase> drawer) {
  public CaseFamily {
    modes = Set.copyOf(modes);
  }

  static CaseFamily of(
      String op, int weight, Set<Mode> modes, BiFunction<Draw, Mode, OpCase> drawer) {
    return new CaseFamily(op, weight, modes, false, drawer);
  }

  static CaseFamily smooth(
      String op, int weight, Set<Mode> modes, BiFunction<Draw, Mode, OpCase> drawer) {
    return new CaseFamily(op, weight, modes, true, drawer);
  }
}
