package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.CaseFamily;
import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.cases.Mode;
import dev.imbrex.conformance.judge.Judge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Parts 1 to 3: each op by itself, with integers, real numbers and special values. */
final class OpChecks {
  private OpChecks() {}

  /** Returns a check per op and mode. */
  static List<Check> all(CheckOptions options) {
    Judge judge = new Judge();
    List<Check> all = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      List<CaseFamily> in =
          options.families().stream().filter(f -> f.modes().contains(mode)).toList();
      int weights = in.stream().mapToInt(CaseFamily::weight).sum();
      for (CaseFamily f : in) {
        int n = Math.max(1, (options.cases(mode) * f.weight() + weights - 1) / weights);
        all.add(check(f, mode, n, options, judge));
      }
    }
    return all;
  }

  private static Check check(
      CaseFamily family, Mode mode, int count, CheckOptions options, Judge judge) {
    List<OpTrial> trials = new ArrayList<>();
    Set<String> rules = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      CaseId id = CaseId.draw(family, mode, options.seed() + i, options.smallShapes());
      OpTrial t = OpTrial.of(id, judge);
      trials.add(t);
      rules.addAll(t.opCase().rules());
    }
    return new Check(
        Part.valueOf(mode.name()),
        family.op(),
        List.copyOf(rules),
        true,
        (bench, tally) -> Series.run(trials, bench, tally));
  }
}
