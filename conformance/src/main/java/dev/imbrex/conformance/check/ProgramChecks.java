package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.Mode;
import dev.imbrex.conformance.judge.Judge;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whole programs: what ops do to each other's memory, how errors add up, and, of part 5, every
 * fused program against its unfused twin.
 */
final class ProgramChecks {
  private ProgramChecks() {}

  static List<Check> all(CheckOptions options) {
    int n = Math.max(2, options.cases(Mode.EXACT) / 20);
    return List.of(
        check(
            ProgramTrial.Kind.FUSION,
            "products with what follows them, exactly",
            List.of("GEN-7", "GEN-6", "GEN-8", "COM-1"),
            true,
            2 * n,
            options),
        check(
            ProgramTrial.Kind.FUSION,
            "products with what follows them",
            List.of("NUM-6", "NUM-3", "GEN-8"),
            false,
            n,
            options),
        check(
            ProgramTrial.Kind.PROGRAM,
            "chains of exact ops",
            List.of("GEN-7", "GEN-6", "GEN-8", "COM-1"),
            true,
            n,
            options),
        check(
            ProgramTrial.Kind.PROGRAM,
            "training steps",
            List.of("NUM-6", "GEN-7", "GEN-8"),
            false,
            n,
            options));
  }

  private static Check check(
      ProgramTrial.Kind kind,
      String subject,
      List<String> rules,
      boolean exact,
      int n,
      CheckOptions options) {
    return new Check(
        Part.valueOf(kind.name()),
        subject,
        rules,
        true,
        (bench, tally) -> {
          Judge judge = new Judge();
          List<ProgramTrial> trials =
              IntStream.range(0, n)
                  .mapToObj(i -> ProgramTrial.draw(kind, exact, options.seed() + i, judge))
                  .toList();
          Series.run(trials, bench, tally);
        });
  }
}
