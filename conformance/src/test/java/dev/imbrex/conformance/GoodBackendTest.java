package dev.imbrex.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.check.CheckOptions;
import org.junit.jupiter.api.Test;

class GoodBackendTest {

  @Test
  void theOraclePassesEveryCheckInThousandsOfCases() {
    ConformanceReport report =
        ConformanceRun.of(Targets.of(Fault::new), CheckOptions.DEFAULT, r -> {});
    assertEquals("", String.join("\n", report.failures()));
    assertTrue(report.cases() >= 3500, "only " + report.cases() + " cases");
    assertTrue(
        report.results().stream().allMatch(r -> r.worst() <= 1), "no error is over its bound");
  }
}
