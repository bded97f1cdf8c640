package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.CaseFamily;
import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.cases.Mode;
import dev.imbrex.conformance.judge.Judge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Part 4: gradients, exactly where sums are exact and within NUM-6 elsewhere. */
final class GradientChecks {
  private GradientChecks() {}

  /** Returns a check per op that has gradients. */
  static List<Check> all(CheckOptions options) {
    Judge judge = new Judge();
    List<CaseFamily> families =
        options.families().stream().filter(CaseFamily::differentiable).toList();
    int weights = families.stream().mapToInt(CaseFamily::weight).sum();
    List<Check> all = new ArrayList<>();
    for (CaseFamily f : families) {
      int n = Math.max(1, (options.cases(Mode.SPECIAL) * f.weight() + weights - 1) / weights);
      List<GradientTrial> trials = new ArrayList<>();
      Set<String> rules = new LinkedHashSet<>();
      for (Mode mode : List.of(Mode.EXACT, Mode.REAL)) {
        if (f.modes().contains(mode)) {
          trials.addAll(draw(f, mode, n, options, judge));
        }
      }
      trials.forEach(t -> rules.addAll(t.rules()));
      if (!trials.isEmpty()) {
        all.add(
            new Check(
                Part.GRADIENT,
                f.op(),
                List.copyOf(rules),
                true,
                (bench, tally) -> Series.run(trials, bench, tally)));
      }
    }
    return all;
  }

  private static List<GradientTrial> draw(
      CaseFamily f, Mode mode, int count, CheckOptions options, Judge judge) {
    List<GradientTrial> trials = new ArrayList<>();
    for (int i = 0; i < 4 * count && trials.size() < count; i++) {
      CaseId id = CaseId.draw(f, mode, ~(options.seed() + i), options.smallShapes());
      GradientTrial.of(id, judge).ifPresent(trials::add);
    }
    return trials;
  }
}
