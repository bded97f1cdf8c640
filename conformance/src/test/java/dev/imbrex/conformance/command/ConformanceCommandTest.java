package dev.imbrex.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.Json;
import dev.imbrex.spi.CommandProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConformanceCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    Object command =
        ServiceLoader.load(CommandProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(ConformanceCommandProvider.class::isInstance)
            .findFirst()
            .orElseThrow()
            .command();
    return new CommandLine(command)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void aGoodBackendEndsWith0AndAReport(@TempDir Path folder) throws IOException {
    Path report = folder.resolve("report.md");
    int exit =
        run("--backend", "oracle", "--only", "Pad", "--cases", "20", "--report", report.toString());
    assertEquals(0, exit, () -> out + err.toString());
    assertTrue(out.toString().contains("oracle passes"), out.toString());
    String text = Files.readString(report);
    assertTrue(text.startsWith("# Conformance of Oracle"), text);
    assertTrue(text.contains("| Pad | native"), text);
  }

  @Test
  void aBrokenBackendEndsWith3AndSaysHowToRepeat() {
    assertEquals(3, run("--backend", "broken", "--only", "Conv2d", "--cases", "40"));
    String text = out.toString();
    assertTrue(text.contains("FAIL exact"), text);
    String id = text.substring(text.indexOf("--repeat ") + 9).split("\\s", 2)[0];
    assertEquals(3, run("--backend", "broken", "--repeat", id));
    assertEquals(0, run("--backend", "oracle", "--repeat", id));
  }

  @Test
  void jsonIsOneObjectPerLineAndEndsWithTheResult() {
    assertEquals(0, run("--backend", "oracle", "--only", "Crop", "--cases", "10", "--json"));
    List<String> lines = out.toString().lines().toList();
    for (String line : lines) {
      assertFalse(Json.parseMap("a line", line).isEmpty());
    }
    Map<String, Object> end = Json.parseMap("the last line", lines.get(lines.size() - 1));
    assertEquals("end", end.get("event"));
    assertEquals(true, end.get("passed"));
    assertEquals("oracle", end.get("device"));
  }

  @Test
  void badUsageEndsWith2AndOneSentence() {
    assertEquals(2, run("--backend", "oracle", "--only", "Conv9"));
    assertEquals(2, run("--backend", "oracle", "--cases", "0"));
    assertEquals(2, run("--backend", "oracle", "--repeat", "nonsense"));
    assertTrue(err.toString().contains("'Conv9'"), err.toString());
    assertTrue(err.toString().contains("'nonsense'"), err.toString());
  }
}
