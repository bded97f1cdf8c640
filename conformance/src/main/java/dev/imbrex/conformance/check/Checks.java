package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.CaseId;
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
    List<Check> wanted = all.stream().filter(options::wants).toList();
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no op and no part called '"
              + options.only()
              + "'; parts are exact, real, special, gradient, program, support, contract, system"
              + " and training, ops are named as in docs/spec/ops.md.");
    }
    return wanted;
  }

  /** Returns the check that repeats one case. */
  public static Check repeat(CaseId id) {
    return OpChecks.repeat(id, CheckOptions.DEFAULT);
  }
}
