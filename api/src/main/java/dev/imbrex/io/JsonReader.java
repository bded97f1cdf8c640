package dev.imbrex.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses one JSON text by recursive descent. */
final class JsonReader {
  private final String what;
  private final String text;
  private int at;
  private int depth;
  private int values;

  JsonReader(String what, String text) {
    this.what = what;
    this.text = text;
  }

  Object read() {
    Object value = value();
    skipSpace();
    if (at < text.length()) {
      throw expected("the end");
    }
    return value;
  }

  private Object value() {
    skipSpace();
    if (++values > Json.MAX_VALUES) {
      throw new ModelFormatException(
          what + " has more than the " + Json.MAX_VALUES + " JSON values that are read at most.");
    }
    switch (peek()) {
      case '{':
        return map();
      case '[':
        return list();
      case '"':
        return string();
      case 't':
        word("true");
        return true;
      case 'f':
        word("false");
        return false;
      default:
        return number();
    }
  }

  private Map<String, Object> map() {
    enter();
    Map<String, Object> map = new LinkedHashMap<>();
    skipSpace();
    if (peek() != '}') {
      do {
        skipSpace();
        int start = at;
        String key = string();
        skipSpace();
        take(':');
        if (map.put(key, value()) != null) {
          at = start;
          throw error("the name \"" + shortened(key) + "\" occurs twice");
        }
        skipSpace();
      } while (next(','));
    }
    leave('}');
    return map;
  }

  private List<Object> list() {
    enter();
    List<Object> list = new ArrayList<>();
    skipSpace();
    if (peek() != ']') {
      do {
        list.add(value());
        skipSpace();
      } while (next(','));
    }
    leave(']');
    return list;
  }

  private void enter() {
    at++;
    if (++depth > Json.MAX_DEPTH) {
      throw error("lists and objects are nested deeper than " + Json.MAX_DEPTH);
    }
  }

  private void leave(char close) {
    if (!next(close)) {
      throw expected("',' or '" + close + "'");
    }
    depth--;
  }

  private String string() {
    take('"');
    StringBuilder s = new StringBuilder();
    while (true) {
      char c = peek();
      if (c == '"') {
        at++;
        return s.toString();
      }
      if (c < ' ') {
        throw at < text.length() ? error("a text holds a control character") : expected("'\"'");
      }
      if (c == '\\') {
        escape(s);
      } else {
        s.append(c);
        at++;
      }
    }
  }

  private void escape(StringBuilder s) {
    at++;
    char c = peek();
    int plain = "\"\\/bfnrt".indexOf(c);
    if (plain >= 0) {
      s.append("\"\\/\b\f\n\r\t".charAt(plain));
      at++;
    } else if (c == 'u') {
      at++;
      char high = unit();
      s.append(high);
      if (Character.isHighSurrogate(high)) {
        take('\\');
        take('u');
        char low = unit();
        if (!Character.isLowSurrogate(low)) {
          throw error("half of a surrogate pair is missing");
        }
        s.append(low);
      } else if (Character.isLowSurrogate(high)) {
        throw error("half of a surrogate pair is missing");
      }
    } else {
      throw expected("an escape such as \\n or \\u0041");
    }
  }

  private char unit() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        throw expected("a hexadecimal digit");
      }
      unit = unit * 16 + digit;
      at++;
    }
    return (char) unit;
  }

  private Object number() {
    int start = at;
    if (peek() != '-' && !digit()) {
      throw expected("a value");
    }
    next('-');
    if (!next('0')) {
      digits();
    }
    boolean whole = true;
    if (next('.')) {
      digits();
      whole = false;
    }
    if (next('e') || next('E')) {
      if (!next('+')) {
        next('-');
      }
      digits();
      whole = false;
    }
    String number = text.substring(start, at);
    // -0 is a double: a long would lose its sign.
    if (whole && !number.equals("-0")) {
      try {
        return Long.parseLong(number);
      } catch (NumberFormatException e) {
        at = start;
        throw error("the whole number " + shortened(number) + " has more than 64 bits");
      }
    }
    double value = Double.parseDouble(number);
    if (Double.isInfinite(value)) {
      at = start;
      throw error("the number " + shortened(number) + " is too large");
    }
    return value;
  }

  private void digits() {
    if (!digit()) {
      throw expected("a digit");
    }
    while (digit()) {
      at++;
    }
  }

  private boolean digit() {
    return peek() >= '0' && peek() <= '9';
  }

  private void word(String word) {
    if (!text.startsWith(word, at)) {
      throw expected("a value");
    }
    at += word.length();
  }

  private static String shortened(String s) {
    return s.length() <= 40 ? s : s.substring(0, 37) + "...";
  }

  /** Returns the next character, or 0 at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean next(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void take(char c) {
    if (!next(c)) {
      throw expected("'" + c + "'");
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private ModelFormatException expected(String wanted) {
    char c = peek();
    String found = c > ' ' && c < 127 ? "found '" + c + "'" : "found character " + (int) c;
    if (at >= text.length()) {
      found = "the text ends";
    }
    return error("expected " + wanted + ", but " + found);
  }

  private ModelFormatException error(String problem) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < at && i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new ModelFormatException(
        String.format(
            "%s is not valid JSON at line %d, column %d: %s.",
            what, line, at - lineStart + 1, problem));
  }
}
