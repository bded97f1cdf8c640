package dev.imbrex.hostile;

import dev.imbrex.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** JSON texts. */
final class JsonFormat implements Format {
  private static final String SAMPLE =
      "{\"a\": [1, -2.5e3, true, false], \"b\": {\"c\": \"\\u00e9\\n\\ud83d\\ude00 ü\"}, \"d\": {}}";

  @Override
  public String name() {
    return "json";
  }

  @Override
  public String named() {
    return "hostile.json";
  }

  @Override
  public List<byte[]> samples() {
    return List.of(utf8(SAMPLE), utf8("{\"x\":[[],[{}]],\"y\":9223372036854775807}"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] attack(Random r) {
    // Nearly all of them short, so that there can be many.
    int n = 1 << (r.nextInt(50) == 0 ? 14 + r.nextInt(10) : r.nextInt(10));
    switch (r.nextInt(12)) {
      case 0:
        return utf8("{\"a\":" + "[".repeat(n) + "]".repeat(r.nextInt(2) * n) + "}");
      case 1:
        return utf8("{\"a\":".repeat(n) + "1" + "}".repeat(r.nextInt(2) * n));
      case 2:
        return utf8("{\"a\":" + "9".repeat(n) + (r.nextBoolean() ? ".5" : "") + "}");
      case 3:
        return utf8("{\"a\":1e" + (r.nextBoolean() ? "-" : "") + "9".repeat(n) + "}");
      case 4:
        return utf8("{\"a\":[" + "1,".repeat(n) + "1]}");
      case 5:
        return utf8("{\"a\":[" + "{},".repeat(n) + "[]]}");
      case 6:
        return utf8("{\"" + "k".repeat(n) + "\":1,\"" + "k".repeat(n) + "\":2}");
      case 7:
        return utf8("{\"a\":\"" + "\\ud800".repeat(n) + "\"}");
      case 8:
        return Mutations.join(utf8("{\"a\":\""), Mutations.bytes(n, r), utf8("\"}"));
      case 9:
        return utf8("\ufeff".repeat(r.nextInt(2)) + " ".repeat(n) + "{\"a\":nul" + "}");
      case 10:
        return utf8("{\"a\":0." + "0".repeat(n) + "1,\"b\":-0,\"c\":01}");
      default:
        StringBuilder keys = new StringBuilder("{");
        for (int i = 0; i < n; i++) {
          keys.append('"').append(i).append("\":\"\\u0041\",");
        }
        return utf8(keys + "\"end\":{}}");
    }
  }

  @Override
  public void read(Path folder, byte[] file) throws IOException {
    Path path = folder.resolve(named());
    Files.write(path, file);
    Json.read(path);
  }
}
