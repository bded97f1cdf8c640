package dev.imbrex.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks of pages for tests. */
public final class Page {
  private static final Pattern TAG =
      Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^>\"]|\"[^\"]*\")*)>");
  private static final Pattern ATTRIBUTE = Pattern.compile("([a-zA-Z:-]+)=\"([^\"]*)\"");
  private static final Set<String> ADDRESSES =
      Set.of(
          "src",
          "href",
          "xlink:href",
          "srcset",
          "action",
          "formaction",
          "poster",
          "data",
          "background");
  private static final Set<String> FORBIDDEN =
      Set.of("script", "link", "iframe", "object", "embed", "base", "form", "video", "audio");
  private static final Set<String> NEVER_ENDED = Set.of("meta", "img", "!doctype");

  private Page() {}

  /** Fails if the page would fetch anything or run a script, or its elements are not nested. */
  public static void assertSelfContained(String html) {
    Deque<String> open = new ArrayDeque<>();
    Matcher tag = TAG.matcher(html);
    int tags = 0;
    while (tag.find()) {
      tags++;
      String name = tag.group(2).toLowerCase(Locale.ROOT);
      if (!tag.group(1).isEmpty()) {
        assertEquals(open.pop(), name, () -> "ended at " + tag.start());
        continue;
      }
      assertFalse(FORBIDDEN.contains(name), () -> tag.group());
      Matcher attribute = ATTRIBUTE.matcher(tag.group(3));
      while (attribute.find()) {
        String key = attribute.group(1).toLowerCase(Locale.ROOT);
        String value = attribute.group(2);
        assertFalse(key.startsWith("on"), () -> tag.group());
        assertFalse(value.contains("url("), () -> tag.group());
        if (ADDRESSES.contains(key)) {
          assertTrue(value.startsWith("data:image/png;base64,"), () -> tag.group());
        }
      }
      if (!NEVER_ENDED.contains(name)) {
        open.push(name);
      }
    }
    assertEquals(List.of(), List.copyOf(open), "elements that are not ended");
    assertTrue(tags > 20, "it is a page");
    String style = html.substring(html.indexOf("<style>"), html.indexOf("</style>"));
    for (String fetches : List.of("url(", "@import", "http", "@font-face", "&")) {
      assertFalse(style.contains(fetches), fetches);
    }
    assertTrue(html.startsWith("<!DOCTYPE html>\n<html lang=\"en\">"), "language");
    assertTrue(html.contains("<meta charset=\"utf-8\">"), "encoding");
    assertTrue(html.contains("default-src &#39;none&#39;"), "the browser is told to fetch nothing");
    Matcher image = Pattern.compile("<img [^>]*>").matcher(html);
    while (image.find()) {
      assertTrue(image.group().matches("(?s).* alt=\"[^\"]+\".*"), "an image without a text");
    }
  }
}
