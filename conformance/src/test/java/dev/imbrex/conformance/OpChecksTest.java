package dev.imbrex.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.check.Bench;
import dev.imbrex.conformance.check.Check;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Checks;
import dev.imbrex.conformance.check.Tally;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpChecksTest {

  @Test
  void theOraclePassesEveryCheck() {
    try (Bench bench = new Bench(Targets.of(Fault::new))) {
      int cases = 0;
      for (Check c : Checks.of(CheckOptions.DEFAULT)) {
        Tally tally = c.run(bench);
        assertEquals(List.of(), tally.failures(), c.name());
        assertTrue(tally.worst() <= 1, c.name());
        cases += tally.cases();
      }
      assertTrue(cases >= 2000, "only " + cases + " cases");
    }
  }
}
