package dev.imbrex.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static Map<String, Object> sample() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("text", "a \"quote\", a \\ and a tab\t and \u00e9 \uD83D\uDE00 \u0001");
    m.put("long", Long.MIN_VALUE);
    m.put("double", 0.1);
    m.put("minus zero", -0.0);
    m.put("yes", true);
    m.put("no", false);
    m.put("list", List.of(1L, 2.5, "x", List.of(), Map.of()));
    m.put("map", Map.of("k", Map.of("l", List.of(3L))));
    m.put("", "");
    return m;
  }

  @Test
  void whatIsWrittenIsReadBack() {
    assertEquals(sample(), Json.parse("t", Json.text(sample())));
    assertEquals(sample(), Json.parse("t", Json.line(sample())));
    assertTrue(!Json.line(sample()).contains("\n"));
  }

  @Test
  void doublesAreReadBackBitForBit() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double d = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(d)) {
        assertEquals(d, Json.parse("t", Json.line(d)));
      }
    }
  }

  @Test
  void theOrderOfNamesIsKept() {
    Map<String, Object> m = Json.parseMap("t", "{\"b\":1,\"a\":2,\"c\":3}");
    assertEquals(List.of("b", "a", "c"), List.copyOf(m.keySet()));
  }

  @Test
  void allFormsOfNumbersAreRead() {
    assertEquals(
        List.of(0L, -1L, 10.0, 0.5, 120.0, -0.015, -0.0),
        Json.parse("t", "[0, -1, 1e1, 0.5, 1.2E+2, -1.5e-2, -0]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "[1 2]",
        "1 2",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "0x10",
        "NaN",
        "Infinity",
        "null",
        "tru",
        "True",
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\uD800\"",
        "\"\\uDC00\"",
        "\"\\uD800\\u0041\"",
        "\"a\nb\"",
        "[1] // no",
        "1e999",
        "99999999999999999999",
        "\u00a01",
        "{\"a\":1,\"a\":2}"
      })
  void malformedTextIsRefused(String text) {
    ModelFormatException e =
        assertThrows(ModelFormatException.class, () -> Json.parse("the file", text));
    assertTrue(e.getMessage().startsWith("the file is not valid JSON at line"), e.getMessage());
  }

  @Test
  void errorsSayWhereAndWhatWasExpected() {
    ModelFormatException e =
        assertThrows(
            ModelFormatException.class, () -> Json.parse("m.json", "{\n  \"a\": 1,\n  \"b\": x}"));
    assertEquals(
        "m.json is not valid JSON at line 3, column 8: expected a value, but found 'x'.",
        e.getMessage());
  }

  @Test
  void everyTruncationOfATextIsRefused() {
    String text = Json.text(sample()).strip();
    for (int i = 0; i < text.length(); i++) {
      String cut = text.substring(0, i);
      assertThrows(ModelFormatException.class, () -> Json.parse("t", cut));
    }
  }

  @Test
  void depthAndNumberOfValuesAreBounded() {
    String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
    Json.parse("t", deep);
    assertThrows(ModelFormatException.class, () -> Json.parse("t", "[" + deep + "]"));
    assertThrows(ModelFormatException.class, () -> Json.parse("t", "[".repeat(1_000_000)));
    String many = "[" + "0,".repeat(Json.MAX_VALUES - 2);
    Json.parse("t", many + "0]");
    assertThrows(ModelFormatException.class, () -> Json.parse("t", many + "0,0]"));
  }

  @Test
  void bytesMustBeUtf8AndAMap() {
    byte[] latin1 = "{\"\u00e9\":1}".getBytes(StandardCharsets.ISO_8859_1);
    assertThrows(ModelFormatException.class, () -> Json.parseMap("t", latin1));
    assertThrows(ModelFormatException.class, () -> Json.parseMap("t", "[1]"));
    assertThrows(
        ModelFormatException.class, () -> Json.parseMap("t", new byte[Json.MAX_BYTES + 1]));
  }

  @Test
  void whatJsonHasNotIsNotWritten() {
    assertThrows(IllegalArgumentException.class, () -> Json.line(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Json.line(List.of(Float.POSITIVE_INFINITY)));
    assertThrows(IllegalArgumentException.class, () -> Json.line(new Object()));
    assertThrows(IllegalArgumentException.class, () -> Json.line("\uD800"));
  }

  @Test
  void plainListsStayOnOneLine() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("shape", List.of(2, 3));
    m.put("layers", List.of(Map.of("a", 1)));
    assertEquals(
        "{\n  \"shape\": [2, 3],\n  \"layers\": [\n    {\n      \"a\": 1\n    }\n  ]\n}\n",
        Json.text(m));
  }
}
