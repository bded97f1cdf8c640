package dev.imbrex.io;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one value as JSON. */
final class JsonWriter {
  private final boolean indented;
  private final StringBuilder out = new StringBuilder();
  private int depth;

  JsonWriter(boolean indented) {
    this.indented = indented;
  }

  String write(Object value) {
    value(value);
    return out.toString();
  }

  private void value(@Nullable Object v) {
    if (v instanceof Map) {
      map((Map<?, ?>) v);
    } else if (v instanceof List) {
      list((List<?>) v);
    } else if (v instanceof String) {
      string((String) v);
    } else if (v instanceof Boolean
        || v instanceof Integer
        || v instanceof Long
        || v instanceof Short
        || v instanceof Byte) {
      out.append(v);
    } else if (v instanceof Double || v instanceof Float) {
      number(((Number) v).doubleValue());
    } else {
      throw new IllegalArgumentException(
          "JSON has no " + (v == null ? "null here" : v.getClass().getName()) + ".");
    }
  }

  private void number(double d) {
    if (Double.isNaN(d) || Double.isInfinite(d)) {
      throw new IllegalArgumentException("JSON has no number " + d + ".");
    }
    out.append(d);
  }

  private void map(Map<?, ?> map) {
    open('{');
    for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<?, ?> e = i.next();
      line();
      string((String) e.getKey());
      out.append(indented ? ": " : ":");
      value(e.getValue());
      if (i.hasNext()) {
        out.append(',');
      }
    }
    close('}', !map.isEmpty());
  }

  /** A list of plain values stays on one line. */
  private void list(List<?> list) {
    boolean nested = list.stream().anyMatch(v -> v instanceof Map || v instanceof List);
    open('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(indented && !nested ? ", " : ",");
      }
      if (nested) {
        line();
      }
      value(list.get(i));
    }
    close(']', nested);
  }

  private void open(char c) {
    out.append(c);
    if (++depth > Json.MAX_DEPTH) {
      throw new IllegalArgumentException("Values are nested deeper than " + Json.MAX_DEPTH + ".");
    }
  }

  private void close(char c, boolean onNewLine) {
    depth--;
    if (onNewLine) {
      line();
    }
    out.append(c);
  }

  private void line() {
    if (indented) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private void string(String s) {
    out.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (lone(s, i)) {
        throw new IllegalArgumentException("A text for JSON holds half a surrogate pair.");
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Half a surrogate pair can not be encoded in UTF-8. */
  private static boolean lone(String s, int i) {
    char c = s.charAt(i);
    return Character.isHighSurrogate(c)
            && (i + 1 == s.length() || !Character.isLowSurrogate(s.charAt(i + 1)))
        || Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(s.charAt(i - 1)));
  }
}
