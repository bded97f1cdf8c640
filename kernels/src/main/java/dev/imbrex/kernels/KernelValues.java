package dev.imbrex.kernels;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A value for each of some macros, in an order that is kept. */
public record KernelValues(Map<String, Integer> byMacro) {
  public KernelValues {
    byMacro = Collections.unmodifiableMap(new LinkedHashMap<>(byMacro));
  }

  /**
   * Returns the value of a macro.
   *
   * @throws IllegalArgumentException if it has none
   */
  public int get(String macro) {
    Integer value = byMacro.get(macro);
    if (value == null) {
      throw new IllegalArgumentException(
          "There is no value for " + macro + "; there is " + this + ".");
    }
    return value;
  }

  /** Returns the values as macro=value, separated by spaces. */
  @Override
  public String toString() {
    return byMacro.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }
}
