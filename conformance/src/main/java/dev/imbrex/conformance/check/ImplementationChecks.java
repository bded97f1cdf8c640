package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.OpCase;
import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Support;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Part 5: every implementation in a backend's list for an op, not only the one that it would pick.
 */
record ImplementationChecks(String op, List<OpTrial> trials) implements Check.Body {
  @Override
  public void run(Bench bench, Tally tally) {
    List<OpTrial> named = new ArrayList<>();
    for (OpTrial t : trials) {
      Backend backend = bench.shared();
      List<String> names = backend.implementations(t.opCase().op(), t.opCase().types());
      requireNames(backend, t.opCase(), names);
      names.forEach(n -> named.add(t.with(n)));
    }
    Series.run(named, bench, tally);
  }

  private static void requireNames(Backend backend, OpCase c, List<String> names) {
    Violation.unless(
        names.size() != 1 && new HashSet<>(names).size() == names.size(),
        "SPI",
        "the implementations of " + c + " must be several of different names, but are " + names);
    Violation.unless(
        names.stream().allMatch(n -> n.matches("[^\\s:]+")),
        "SPI",
        "names of implementations have no white space and no colon, but those of "
            + c
            + " are "
            + names);
    Violation.unless(
        names.isEmpty() || backend.supports(c.op(), c.types()) == Support.NATIVE,
        "GEN-5",
        c + " has implementations " + names + ", but is not claimed to be native");
  }
}
