package dev.imbrex.conformance;

import dev.imbrex.conformance.check.Check;
import dev.imbrex.conformance.check.Part;
import dev.imbrex.conformance.check.Tally;
import dev.imbrex.spi.Support;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came out of one check.
 *
 * @param subject the op, or what was asked
 * @param nativeCases how many cases the backend ran itself
 * @param decomposed how many it ran by the op's decomposition
 * @param unsupported how many it refused, as it said it would
 * @param worst the largest error over its bound
 * @param failures what is wrong, one sentence each
 */
public record CheckResult(
    Part part,
    String subject,
    List<String> rules,
    int nativeCases,
    int decomposed,
    int unsupported,
    double worst,
    List<String> failures) {
  public CheckResult {
    rules = List.copyOf(rules);
    failures = List.copyOf(failures);
  }

  static CheckResult of(Check c, Tally t) {
    return new CheckResult(
        c.part(),
        c.subject(),
        c.rules(),
        t.cases(Support.NATIVE),
        t.cases(Support.DECOMPOSE),
        t.cases(Support.UNSUPPORTED),
        t.worst(),
        t.failures());
  }

  /** Returns whether nothing is wrong. */
  public boolean passed() {
    return failures.isEmpty();
  }

  /** Returns how many cases there were. */
  public int cases() {
    return nativeCases + decomposed + unsupported;
  }

  /** Returns the result as a JSON object that says what kind of event it is. */
  public Map<String, Object> toJson(String event) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("event", event);
    m.put("part", part.label());
    m.put("subject", subject);
    m.put("rules", rules);
    m.put("passed", passed());
    m.put("native", nativeCases);
    m.put("decomposed", decomposed);
    m.put("unsupported", unsupported);
    m.put("worst_over_bound", worst);
    m.put("failures", failures);
    return m;
  }
}
