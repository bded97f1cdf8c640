package dev.imbrex.kernels;

import java.util.function.Predicate;

/**
 * What the parameters of a family must obey together.
 *
 * @param says the rule as a phrase in terms of the macros, such as "TILE_M is a multiple of REG_M"
 * @param holds whether it holds
 */
public record KernelRule(String says, Predicate<KernelValues> holds) {

  /** Returns the rule that one parameter is a multiple of another. */
  static KernelRule multiple(String macro, String of) {
    return new KernelRule(macro + " is a multiple of " + of, v -> v.get(macro) % v.get(of) == 0);
  }
}
