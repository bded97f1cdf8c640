package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.CaseFamily;
import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.cases.Mode;
import dev.imbrex.conformance.judge.Judge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parts 1 to 3, each op by itself with integers, real numbers and special values, and of part 5 the
 * same cases by every implementation that the backend has.
 */
final class OpChecks {
  private OpChecks() {}

  /** Returns a check per op and mode, then one per op for its implementations. */
  static List<Check> all(CheckOptions options) {
    Judge judge = new Judge();
    List<Check> all = new ArrayList<>();
    Map<String, List<OpTrial>> byOp = new LinkedHashMap<>();
    for (Mode mode : Mode.values()) {
      List<CaseFamily> in =
          options.families().stream().filter(f -> f.modes().contains(mode)).toList();
      int weights = in.stream().mapToInt(CaseFamily::weight).sum();
      for (CaseFamily f : in) {
        int n = Math.max(1, (options.cases(mode) * f.weight() + weights - 1) / weights);
        List<OpTrial> trials = draw(f, mode, n, options, judge);
        Part part = Part.valueOf(mode.name());
        all.add(check(part, f.op(), trials, (b, tally) -> Series.run(trials, b, tally)));
        if (mode != Mode.SPECIAL) {
          byOp.computeIfAbsent(f.op(), op -> new ArrayList<>()).addAll(trials);
        }
      }
    }
    byOp.forEach(
        (op, trials) ->
            all.add(check(Part.IMPLEMENTATION, op, trials, new ImplementationChecks(op, trials))));
    return all;
  }

  private static List<OpTrial> draw(
      CaseFamily family, Mode mode, int count, CheckOptions options, Judge judge) {
    List<OpTrial> trials = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CaseId id = CaseId.draw(family, mode, options.seed() + i, options.smallShapes());
      trials.add(OpTrial.of(id, judge));
    }
    return trials;
  }

  private static Check check(Part part, String op, List<OpTrial> trials, Check.Body body) {
    Set<String> rules = new LinkedHashSet<>();
    trials.forEach(t -> rules.addAll(t.opCase().rules()));
    return new Check(part, op, List.copyOf(rules), true, body);
  }
}
