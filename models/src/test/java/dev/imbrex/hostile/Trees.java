package dev.imbrex.hostile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Damages JSON where it is well formed: other values, names left out or added. */
public final class Trees {
  private Trees() {}

  /** Returns a copy of a map with one to three places changed. */
  @SuppressWarnings("unchecked") // a copy of a map is a map
  public static Map<String, Object> damage(Map<String, Object> map, Random r) {
    Object changed = map;
    for (int n = 1 + r.nextInt(3); n > 0; n--) {
      changed = change(changed, r, 0);
    }
    return (Map<String, Object>) changed;
  }

  private static Object change(Object value, Random r, int depth) {
    if (depth > 0 && r.nextInt(4) == 0) {
      return odd(value, r);
    }
    if (value instanceof Map<?, ?> m && !m.isEmpty()) {
      Map<String, Object> copy = new LinkedHashMap<>();
      m.forEach((k, v) -> copy.put((String) k, v));
      List<String> keys = new ArrayList<>(copy.keySet());
      String key = keys.get(r.nextInt(keys.size()));
      switch (r.nextInt(12)) {
        case 0:
          copy.remove(key);
          break;
        case 1:
          copy.put("unheard-of", odd("", r));
          break;
        default:
          copy.put(key, change(copy.get(key), r, depth + 1));
      }
      return copy;
    }
    if (value instanceof List<?> l && !l.isEmpty()) {
      List<Object> copy = new ArrayList<>(l);
      int i = r.nextInt(copy.size());
      switch (r.nextInt(10)) {
        case 0:
          copy.remove(i);
          break;
        case 1:
          copy.add(copy.get(i));
          break;
        case 2:
          for (int n = r.nextInt(12); n > 0 && copy.size() < 10_000; n--) {
            copy.addAll(List.copyOf(copy));
          }
          break;
        default:
          copy.set(i, change(copy.get(i), r, depth + 1));
      }
      return copy;
    }
    return odd(value, r);
  }

  private static Object odd(Object value, Random r) {
    // Mostly of the same type, since another one is noticed at once.
    if (value instanceof Number && r.nextInt(5) > 0) {
      Object[] numbers = {
        Mutations.number(r), (long) r.nextInt(5000), 0.5, 1e308, -1e-300, -(long) r.nextInt(100)
      };
      return numbers[r.nextInt(numbers.length)];
    }
    if (value instanceof String && r.nextInt(3) > 0) {
      Object[] texts = {
        "",
        "../../../escaped",
        "/",
        "\u0000",
        "NaN",
        "%s%n%d",
        "x".repeat(3000),
        "\ud83d\ude00",
        value + "x",
        "-1",
        "9".repeat(30),
        "\u001b[31m"
      };
      return texts[r.nextInt(texts.length)];
    }
    Object[] others = {
      true,
      false,
      0L,
      1L,
      -1.5,
      "",
      "text",
      List.of(),
      Map.of(),
      List.of(Map.of("a", 1L)),
      Map.of("a", List.of(1L)),
      List.of(1L, 2L, 3L),
      Mutations.number(r)
    };
    return others[r.nextInt(others.length)];
  }
}
