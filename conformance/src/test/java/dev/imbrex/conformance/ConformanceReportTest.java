package dev.imbrex.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.io.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ConformanceReportTest {

  private static ConformanceReport report(String only, Supplier<Fault> fault) {
    CheckOptions options = CheckOptions.DEFAULT.withCases(30).withOnly(only);
    return ConformanceRun.of(Targets.of(fault), options, r -> {});
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
}
