package dev.imbrex.cli;

import dev.imbrex.io.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command writes: lines for people, or one JSON object per line and nothing else. */
final class Output {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;

  Output(CommandSpec spec, boolean json) {
    this.out = spec.commandLine().getOut();
    this.err = spec.commandLine().getErr();
    this.json = json;
  }

  boolean json() {
    return json;
  }

  /** Writes a line for people. */
  void say(String format, Object... values) {
    if (!json) {
      out.println(String.format(Locale.ROOT, format, values));
    }
  }

  /** Writes text for people as it is. */
  void text(String text) {
    if (!json) {
      out.print(text);
      out.flush();
    }
  }

  /** Writes a line that matters in both forms to the error stream. */
  void warn(String line) {
    err.println(line);
  }

  /** Writes an event: its name, then keys and values in turns. */
  void event(String name, Object... keysAndValues) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("event", name);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      m.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    event(m);
  }

  /** Writes an event. */
  void event(Map<String, Object> event) {
    if (json) {
      out.println(Json.line(finite(event)));
      out.flush();
    }
  }

  /** JSON has no NaN and no infinity: they become text. */
  private static Object finite(Object value) {
    if (value instanceof Map) {
      Map<String, Object> m = new LinkedHashMap<>();
      ((Map<?, ?>) value).forEach((k, v) -> m.put((String) k, finite(v)));
      return m;
    }
    if (value instanceof Double && !Double.isFinite((Double) value)) {
      return value.toString();
    }
    return value;
  }

  /** Returns whether lines may be written over: output goes to a terminal. */
  boolean live() {
    return !json && Terminal.isThere();
  }
}
