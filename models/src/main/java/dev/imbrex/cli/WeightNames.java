package dev.imbrex.cli;

import dev.imbrex.nn.weights.Convention;
import dev.imbrex.zoo.KerasVggNames;
import java.util.List;
import java.util.stream.Collectors;

/** The ways in which files name weights, as people choose them. */
final class WeightNames {
  static final List<Convention> ALL =
      List.of(Convention.IMBREX, Convention.TORCH, new KerasVggNames());

  private WeightNames() {}

  /**
   * Returns the one of a name.
   *
   * @throws IllegalArgumentException if there is none; lists those that there are
   */
  static Convention find(String name) {
    return ALL.stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Weights are named as "
                        + ALL.stream().map(Convention::name).collect(Collectors.joining(", "))
                        + ", not as "
                        + name
                        + "."));
  }
}
