package dev.imbrex.bench.peers;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arguments of a comparison, each of the form name=value; the last of a name counts. */
final class Arguments {
  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * Reads arguments.
   *
   * @param presets what holds where an argument is missing
   * @throws IllegalArgumentException if one is not of that form
   */
  Arguments(String[] args, Map<String, String> presets) {
    values.putAll(presets);
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
   * @throws IllegalArgumentException if it was not given and has no preset
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

  /** Returns what is separated by commas; nothing where there is nothing. */
  List<String> list(String name) {
    String value = text(name);
    return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
  }
}
