package dev.imbrex.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ConformanceReportTest {

  private static ConformanceReport report(String only, Supplier<Fault> fault) {
    CheckOptions options = CheckOptions.DEFAULT.withCases(30).withOnly(only);
    ConformanceReport r = ConformanceRun.of(Targets.of(fault), options, result -> {});
    return on(LocalDate.of(2026, 11, 23), r);
  }

  private static ConformanceReport on(LocalDate day, ConformanceReport r) {
    return new ConformanceReport(r.device(), r.options(), r.results(), day, r.imagesPerSecond());
  }

  @Test
  void theSameSeedGivesTheSameReport() {
    ConformanceReport first = report("Softmax", Fault::new);
    ConformanceReport second = report("Softmax", Fault::new);
    assertEquals(first.toMarkdown(), second.toMarkdown());
    assertEquals(first.toJson(), second.toJson());
  }

  @Test
  void anOpThatIsDecomposedIsShownSo() {
    String text = report("Softmax", Fault::new).toMarkdown();
    assertTrue(text.contains("| Softmax | decomposed |"), text);
    assertTrue(text.contains("| device | oracle |"), text);
  }

  @Test
  void failuresAreListedInBothForms() {
    ConformanceReport r = report("Conv2d", OpFaults.OffByOnePadding::new);
    assertTrue(r.toMarkdown().contains("## What is wrong"), r.toMarkdown());
    assertTrue(r.toMarkdown().contains("**FAIL**"), r.toMarkdown());
    Map<String, Object> json = Json.parseMap("the report", r.toJson());
    assertEquals(false, json.get("passed"));
    assertTrue(((List<?>) json.get("checks")).size() >= 3);
  }

  @Test
  void eachImplementationIsAColumnThatIsEmptyWhereThereIsOne() {
    String many = report("MatMul", ChoiceFaults.TwoWays::new).toMarkdown();
    assertTrue(many.matches("(?s).*\\| MatMul \\|[^\\n]* pass \\| 0\\.\\d+ \\|\\n.*"), many);
    String wrong = report("MatMul", ChoiceFaults.SecondWayDropsTail::new).toMarkdown();
    assertTrue(
        wrong.matches("(?s).*\\| MatMul \\|[^\\n]* \\*\\*FAIL\\*\\* \\| [0-9.]+ \\|\\n.*"), wrong);
    String one = report("MatMul", Fault::new).toMarkdown();
    assertTrue(one.matches("(?s).*\\| MatMul \\|[^\\n]* \\|  \\| 0\\.\\d+ \\|\\n.*"), one);
  }

  @Test
  void aWholeReportHasTheSheetOfTheDeviceAndItsLineForTheTableOfDevices() {
    ConformanceReport part = report("Pad", Fault::new);
    assertFalse(
        part.toMarkdown().contains("docs/devices.md"), "of a part of the kit there is none");
    ConformanceReport whole =
        new ConformanceReport(
            part.device(),
            CheckOptions.DEFAULT,
            part.results(),
            part.date(),
            OptionalDouble.of(1234.4));
    String text = whole.toMarkdown();
    for (String line :
        List.of(
            "| vendor | test |",
            "| driver | 1 |",
            "| date | 2026-11-23 |",
            "| imbrex | development |",
            "| cases | " + whole.cases() + " |",
            "| failures | 0 |",
            "| LeNet-5 training | 1,234 images/s |")) {
      assertTrue(text.contains("\n" + line + "\n"), line + " in " + text);
    }
    String row = text.lines().filter(l -> l.endsWith("| your name |")).findFirst().orElseThrow();
    assertTrue(row.startsWith("| Oracle | 1 | "), row);
    String end =
        " | 2026-11-23 | passes, " + whole.cases() + " cases, 0 failures | 1,234 | your name |";
    assertTrue(row.endsWith(end), row);
  }

  @Test
  void theTableOfDevicesHasTheColumnsOfThatLine() throws IOException {
    String table = Files.readString(Path.of("..", "docs", "devices.md"));
    assertTrue(
        table.contains(
            "| device | driver | OS | date | kit | LeNet-5 training, images/s | who |\n"
                + "| --- | --- | --- | --- | --- | --- | --- |\n"),
        table);
  }
}
