package dev.imbrex.conformance.check;

import dev.imbrex.spi.Support;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What came out of a check, added up over its cases. Belongs to one thread. */
public final class Tally {
  private final Map<Support, Integer> cases = new EnumMap<>(Support.class);
  private final List<String> failures = new ArrayList<>();
  private double worst;

  /** Counts a case that was run, or refused, as {@code supports} said. */
  public void count(Support how) {
    cases.merge(how, 1, Integer::sum);
  }

  /** Notes an error over its bound. */
  public void error(double overBound) {
    worst = Math.max(worst, overBound);
  }

  /** Notes a failure, as one sentence. */
  public void fail(String message) {
    failures.add(message);
  }

  /** Returns how many cases ran as {@code how} says. */
  public int cases(Support how) {
    return cases.getOrDefault(how, 0);
  }

  /** Returns how many cases there were. */
  public int cases() {
    return cases.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns the largest error over its bound. */
  public double worst() {
    return worst;
  }

  /** Returns the failures. */
  public List<String> failures() {
    return List.copyOf(failures);
  }
}
