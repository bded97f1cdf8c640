package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.judge.Judge;
import java.util.ArrayList;
import java.util.List;

/** The list of all checks. */
public final class Checks {
  private Checks() {}

  /**
   * Returns the checks that the options ask for, in the order of the parts.
   *
   * @throws IllegalArgumentException if they ask for an op or part that there is not
   */
  public static List<Check> of(CheckOptions options) {
    List<Check> all = new ArrayList<>();
    all.addAll(OpChecks.all(options));
    all.addAll(GradientChecks.all(options));
    all.addAll(ProgramChecks.all(options));
    all.addAll(SupportChecks.all());
    all.addAll(RefusalChecks.all());
    all.addAll(ContractChecks.all());
    all.addAll(OptionsChecks.all());
    all.addAll(SystemChecks.all());
    all.addAll(TrainingChecks.all());
    List<Check> wanted = all.stream().filter(options::wants).toList();
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no op and no part called '"
              + options.only()
              + "'; parts are exact, real, special, gradient, implementation, fusion, program,"
              + " support, contract, system and training, ops are named as in docs/spec/ops.md.");
    }
    return wanted;
  }

  /**
   * Returns the check that repeats what failed.
   *
   * @param id as the failure printed it
   * @throws IllegalArgumentException if it is none
   */
  public static Check repeat(String id) {
    Trial t = trial(id);
    return new Check(
        Part.REPEAT,
        id,
        List.of("SPI"),
        true,
        (bench, tally) -> {
          Series.attempt(t, bench, tally).ifPresent(tally::fail);
          if (tally.cases() == 0 && tally.failures().isEmpty()) {
            tally.fail("SPI: " + t + " was not run, because the backend does not offer that");
          }
        });
  }

  private static Trial trial(String id) {
    Judge judge = new Judge();
    if (id.startsWith(GradientTrial.PREFIX)) {
      return GradientTrial.of(CaseId.parse(id.substring(GradientTrial.PREFIX.length())), judge)
          .orElseThrow(
              () -> new IllegalArgumentException("The choices of " + id + " make no case."));
    }
    for (ProgramTrial.Kind kind : ProgramTrial.Kind.values()) {
      if (id.startsWith(kind.prefix())) {
        return ProgramTrial.parse(kind, id, judge);
      }
    }
    return id.startsWith(OpTrial.PREFIX)
        ? OpTrial.parse(id, judge)
        : OpTrial.of(CaseId.parse(id), judge);
  }
}
