package dev.imbrex.train;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares values as they are in JSON. */
final class Differences {
  private Differences() {}

  /**
   * Returns the first difference, such as {@code layers[2].filters is 16 in the checkpoint, but 6
   * here}.
   */
  static Optional<String> first(Map<String, Object> checkpoint, Map<String, Object> here) {
    return first("", checkpoint, here);
  }

  private static Optional<String> first(String at, @Nullable Object a, @Nullable Object b) {
    if (a instanceof Map && b instanceof Map) {
      Set<Object> keys = new LinkedHashSet<>(((Map<?, ?>) a).keySet());
      keys.addAll(((Map<?, ?>) b).keySet());
      return keys.stream()
          .map(
              k ->
                  first(
                      at.isEmpty() ? (String) k : at + "." + k,
                      ((Map<?, ?>) a).get(k),
                      ((Map<?, ?>) b).get(k)))
          .flatMap(Optional::stream)
          .findFirst();
    }
    if (a instanceof List && b instanceof List) {
      List<?> la = (List<?>) a;
      List<?> lb = (List<?>) b;
      for (int i = 0; i < Math.max(la.size(), lb.size()); i++) {
        Optional<String> d =
            first(
                at + "[" + i + "]",
                i < la.size() ? la.get(i) : null,
                i < lb.size() ? lb.get(i) : null);
        if (d.isPresent()) {
          return d;
        }
      }
      return Optional.empty();
    }
    if (a == null ? b == null : a.equals(b)) {
      return Optional.empty();
    }
    return Optional.of(at + " is " + text(a) + " in the checkpoint, but " + text(b) + " here");
  }

  private static String text(@Nullable Object value) {
    String s = value == null ? "missing" : value.toString();
    return s.length() <= 80 ? s : s.substring(0, 77) + "...";
  }
}
