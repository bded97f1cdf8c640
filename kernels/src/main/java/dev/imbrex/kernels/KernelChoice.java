package dev.imbrex.kernels;

import java.util.stream.Collectors;

/**
 * A family with a value for each of its parameters, all of them allowed.
 *
 * @param values in the order of the family's parameters
 */
public record KernelChoice(KernelFamily family, KernelValues values) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the parameter or the rule that is broken
   */
  public KernelChoice {
    values = family.checked(values);
  }

  /** Returns what the built kernels ask of a device. */
  public KernelNeeds needs() {
    return family.needs().apply(values);
  }

  /**
   * Returns the options for {@code clBuildProgram}: the language version and a macro per parameter.
   */
  public String options() {
    return values.byMacro().entrySet().stream()
        .map(e -> " -D " + e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining("", "-cl-std=CL1.2", ""));
  }
}
