package dev.imbrex.kernels;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The kernels of one source file and everything that it can be built with.
 *
 * @param name of the family, and of its file without the ending
 * @param summary what it computes, as a phrase
 * @param entryPoints the kernels in the file
 * @param parameters the macros that a build must set, all of them
 * @param rules what the parameters must obey together
 * @param needs what a build asks of a device, by its values
 */
public record KernelFamily(
    String name,
    String summary,
    List<String> entryPoints,
    List<KernelParameter> parameters,
    List<KernelRule> rules,
    Function<KernelValues, KernelNeeds> needs) {
  public KernelFamily {
    entryPoints = List.copyOf(entryPoints);
    parameters = List.copyOf(parameters);
    rules = List.copyOf(rules);
  }

  /**
   * Returns the choice of these values, and of the standard value where none is given.
   *
   * @throws IllegalArgumentException naming the parameter or the rule that is broken
   */
  public KernelChoice choose(Map<String, Integer> values) {
    Map<String, Integer> all = new LinkedHashMap<>();
    parameters.forEach(p -> all.put(p.macro(), p.standard()));
    all.putAll(values);
    return new KernelChoice(this, new KernelValues(all));
  }

  /** Returns the choice for a device of which nothing is known. */
  public KernelChoice standard() {
    return choose(Map.of());
  }

  /** Checks values and returns them in the order of the parameters. */
  KernelValues checked(KernelValues values) {
    Map<String, Integer> ordered = new LinkedHashMap<>();
    for (KernelParameter parameter : parameters) {
      Integer value = values.byMacro().get(parameter.macro());
      if (value == null || !parameter.values().contains(value)) {
        throw new IllegalArgumentException(
            "%s: %s must be one of %s, but is %s."
                .formatted(
                    name,
                    parameter.macro(),
                    parameter.values(),
                    value == null ? "not set" : value));
      }
      ordered.put(parameter.macro(), value);
    }
    for (String macro : values.byMacro().keySet()) {
      if (!ordered.containsKey(macro)) {
        throw new IllegalArgumentException(
            "%s has no parameter %s; it has %s.".formatted(name, macro, ordered.keySet()));
      }
    }
    KernelValues result = new KernelValues(ordered);
    for (KernelRule rule : rules) {
      if (!rule.holds().test(result)) {
        throw new IllegalArgumentException(
            "%s needs that %s; %s does not do.".formatted(name, rule.says(), result));
      }
    }
    return result;
  }
}
