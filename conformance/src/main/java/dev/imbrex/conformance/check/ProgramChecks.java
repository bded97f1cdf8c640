package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.Mode;
import dev.imbrex.conformance.judge.Judge;
import java.util.List;
import java.util.stream.IntStream;

/** Whole programs: what ops do to each other's memory, and how errors add up. */
final class ProgramChecks {
  private ProgramChecks() {}

  static List<Check> all(CheckOptions options) {
    int n = Math.max(2, options.cases(Mode.EXACT) / 20);
    return List.of(
        check("chains of exact ops", List.of("GEN-7", "GEN-6", "GEN-8", "COM-1"), true, n, options),
        check("training steps", List.of("NUM-6", "GEN-7", "GEN-8"), false, n, options));
  }

  private static Check check(
      String subject, List<String> rules, boolean exact, int n, CheckOptions options) {
    return new Check(
        Part.PROGRAM,
        subject,
        rules,
        true,
        (bench, tally) -> {
          Judge judge = new Judge();
          List<ProgramTrial> trials =
              IntStream.range(0, n)
                  .mapToObj(i -> ProgramTrial.draw(exact, options.seed() + i, judge))
                  .toList();
          Series.run(trials, bench, tally);
        });
  }
}
