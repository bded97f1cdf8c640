package dev.imbrex.conformance;

import dev.imbrex.conformance.check.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The line of one op in the matrix. */
final class OpRow {
  private final String op;
  private final Map<Part, Boolean> passed = new EnumMap<>(Part.class);
  private int nativeCases;
  private int decomposed;
  private int unsupported;
  private double worst;

  OpRow(String op) {
    this.op = op;
  }

  void add(CheckResult r) {
    worst = Math.max(worst, r.worst());
    if (r.part() == Part.IMPLEMENTATION) {
      addNamed(r);
      return;
    }
    passed.merge(r.part(), r.passed(), Boolean::logicalAnd);
    nativeCases += r.nativeCases();
    decomposed += r.decomposed();
    unsupported += r.unsupported();
  }

  /** The same cases once more, by name; none of them where an op has one implementation only. */
  private void addNamed(CheckResult r) {
    if (r.cases() > 0 || !r.passed()) {
      passed.merge(r.part(), r.passed(), Boolean::logicalAnd);
    }
  }

  /** Returns how the op runs; types may differ in that. */
  private String runs() {
    List<String> how = new ArrayList<>();
    if (nativeCases > 0) {
      how.add("native");
    }
    if (decomposed > 0) {
      how.add("decomposed");
    }
    if (unsupported > 0) {
      how.add(how.isEmpty() ? "unsupported" : "some unsupported");
    }
    return String.join(", ", how);
  }

  private String verdict(Part part) {
    Boolean ok = passed.get(part);
    return ok == null ? "" : ok ? "pass" : "**FAIL**";
  }

  String toMarkdown() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %s | %s | %s | %s | %s | %.3f |%n",
        op,
        runs(),
        nativeCases + decomposed + unsupported,
        verdict(Part.EXACT),
        verdict(Part.REAL),
        verdict(Part.SPECIAL),
        verdict(Part.GRADIENT),
        verdict(Part.IMPLEMENTATION),
        worst);
  }
}
