package dev.imbrex.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * HTML or SVG that is being written, element by element. All text and all values of attributes are
 * escaped, wherever they come from.
 */
final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Begins an element; its attributes are names and values in turns. */
  Markup open(String element, String... attributes) {
    tag(element, attributes);
    open.push(element);
    return this;
  }

  /** Ends the element that was begun last. */
  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Ends the elements that were begun last, so many. */
  Markup close(int count) {
    for (int i = 0; i < count; i++) {
      close();
    }
    return this;
  }

  /** Writes an element that holds a text. */
  Markup element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  /** Writes an element of HTML that has no content and no end, such as {@code img}. */
  Markup single(String element, String... attributes) {
    tag(element, attributes);
    return this;
  }

  /** Writes a text. */
  Markup text(String text) {
    escape(text);
    return this;
  }

  /** Begins a new line, for people who read the source. */
  Markup line() {
    out.append('\n');
    return this;
  }

  private void tag(String element, String... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
    out.append('>');
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(isAllowed(text, i) ? c : '\uFFFD');
      }
    }
  }

  /** Control characters and halves of surrogate pairs have no place in a page. */
  private static boolean isAllowed(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
    return c == '\n' || c == '\t' || !Character.isISOControl(c);
  }

  /** Returns what was written; every element must have been ended. */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("Elements were begun and not ended: " + open + ".");
    }
    return out.toString();
  }
}
