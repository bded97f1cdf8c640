package dev.imbrex.bench.peers;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arguments of the form {@code name=value}. */
final class Arguments {
  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * Reads them.
   *
   * @param presets what holds where nothing is given, name by name and value by value
   */
  Arguments(String[] args, String... presets) {
    for (int i = 0; i < presets.length; i += 2) {
      values.put(presets[i], presets[i + 1]);
    }
    for (String a : args) {
      int at = a.indexOf('=');
      if (at < 1) {
        throw new IllegalArgumentException("An argument is name=value, not " + a + ".");
      }
      values.put(a.substring(0, at), a.substring(at + 1));
    }
  }

  /**
   * Returns a value.
   *
   * @throws IllegalArgumentException if there is none
   */
  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The argument " + name + "= is missing.");
    }
    return value;
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  /** Returns a time that is given in seconds. */
  Duration seconds(String name) {
    return Duration.ofNanos(Math.round(Double.parseDouble(text(name)) * 1e9));
  }

  /** Returns what stands between commas; nothing where there is nothing. */
  List<String> list(String name) {
    String value = text(name);
    return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
  }
}
