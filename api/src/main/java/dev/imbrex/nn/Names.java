package dev.imbrex.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What layers are called in a model. */
final class Names {
  private Names() {}

  /**
   * Gives layers without a name that of their kind, and layers that are applied again the name that
   * they have, numbered where it is taken.
   *
   * @param again the places of layers that have been applied before
   * @throws IllegalArgumentException if two other layers have been given the same name
   */
  static List<String> of(List<? extends Layer> layers, Set<Integer> again) {
    Set<String> given = new HashSet<>();
    for (int i = 0; i < layers.size(); i++) {
      String name = layers.get(i).name().orElse("");
      if (!name.isEmpty() && !again.contains(i) && !given.add(name)) {
        throw new IllegalArgumentException(
            "Layers of a model need different names, but two are called " + name + ".");
      }
    }
    Map<String, Integer> next = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Layer l = layers.get(i);
      boolean fixed = l.name().isPresent() && !again.contains(i);
      String base = l.name().orElseGet(l::baseName);
      names.add(fixed ? base : free(base, next, given));
    }
    return names;
  }

  private static String free(String base, Map<String, Integer> next, Set<String> given) {
    String name;
    do {
      int n = next.merge(base, 1, Integer::sum) - 1;
      name = n == 0 ? base : base + "_" + n;
    } while (!given.add(name));
    return name;
  }
}
