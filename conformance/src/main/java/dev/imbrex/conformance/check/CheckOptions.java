package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.CaseFamilies;
import dev.imbrex.conformance.cases.CaseFamily;
import dev.imbrex.conformance.cases.Mode;
import java.util.List;

/**
 * How much is checked.
 *
 * @param cases how many cases are drawn in exact mode; the other modes have a fraction of them
 * @param seed what they are drawn from
 * @param smallShapes whether shapes stay small, for slow devices and simulators
 * @param only the op, or the part in lower case, that is checked; empty for all
 */
public record CheckOptions(int cases, long seed, boolean smallShapes, String only) {
  /** The number of cases in exact mode that a report has by default. */
  public static final int DEFAULT_CASES = 2000;

  /** What is right for a full report. */
  public static final CheckOptions DEFAULT = new CheckOptions(DEFAULT_CASES, 1, false, "");

  public CheckOptions {
    if (cases < 1) {
      throw new IllegalArgumentException("The kit needs at least 1 case, but got " + cases + ".");
    }
  }

  /** Returns these options with another number of cases. */
  public CheckOptions withCases(int number) {
    return new CheckOptions(number, seed, smallShapes, only);
  }

  /** Returns these options with small shapes only. */
  public CheckOptions withSmallShapes() {
    return new CheckOptions(cases, seed, true, only);
  }

  /** Returns these options for one op or one part alone. */
  public CheckOptions withOnly(String opOrPart) {
    return new CheckOptions(cases, seed, smallShapes, opOrPart);
  }

  /** Returns how many cases a mode has. */
  int cases(Mode mode) {
    return switch (mode) {
      case EXACT -> cases;
      case REAL -> Math.max(1, cases / 3);
      case SPECIAL -> Math.max(1, cases / 5);
    };
  }

  /** Returns whether a check is wanted. */
  boolean wants(Check c) {
    return only.isEmpty() || c.subject().equals(only) || c.part().label().equals(only);
  }

  /** Returns the families that are wanted. */
  List<CaseFamily> families() {
    List<CaseFamily> one = CaseFamilies.all().stream().filter(f -> f.op().equals(only)).toList();
    return one.isEmpty() ? CaseFamilies.all() : one;
  }
}
