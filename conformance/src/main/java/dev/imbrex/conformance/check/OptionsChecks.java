package dev.imbrex.conformance.check;

import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.NodeTime;
import dev.imbrex.spi.Slice;
import java.util.Arrays;
import java.util.List;

/** Part 6: what a program is compiled with. */
final class OptionsChecks {
  private static final String RULE = "SPI";

  private OptionsChecks() {}

  static List<Check> all() {
    return List.of(
        Check.single(
            Part.CONTRACT,
            "an implementation that no op has changes nothing",
            RULE,
            OptionsChecks::unknownName),
        Check.single(
            Part.CONTRACT, "a profile counts every run", RULE, OptionsChecks::profileCounts));
  }

  private static void unknownName(Bench bench) {
    requireTwicePlusOne(
        bench.shared(), CompileOptions.DEFAULT.withImplementation("no-op-has-this"), 1);
  }

  private static void profileCounts(Bench bench) {
    int runs = 3;
    CompileOptions measured = CompileOptions.DEFAULT.withProfile(true);
    List<NodeTime> times = requireTwicePlusOne(bench.shared(), measured, runs);
    for (NodeTime t : times) {
      Violation.unless(
          t.runs() == runs && t.nanos() >= 0 && t.bytes() > 0,
          RULE,
          "after " + runs + " runs a profile says " + t);
    }
    List<NodeTime> none = requireTwicePlusOne(bench.shared(), CompileOptions.DEFAULT, 1);
    Violation.unless(none.isEmpty(), RULE, "there is a profile that nobody asked for: " + none);
  }

  /** Runs it by two invocations, one of which is closed then, and returns what was measured. */
  private static List<NodeTime> requireTwicePlusOne(
      Backend backend, CompileOptions options, int runs) {
    try (Executable e = backend.compile(Small.twicePlusOne(2), options);
        Buffer m = backend.allocate(4096 + e.arenaBytes())) {
      List<Slice> in = List.of(new Slice(m, 0, 8));
      List<Slice> out = List.of(new Slice(m, 1024, 8));
      Slice arena = new Slice(m, 2048, Math.max(4, e.arenaBytes()));
      Small.write(m, 0, 1, 2);
      try (Invocation run = e.bind(in, out, arena)) {
        run.run();
      }
      try (Invocation run = e.bind(in, out, arena)) {
        for (int i = 1; i < runs; i++) {
          run.run();
        }
        float[] y = Small.read(m, 1024, 2);
        Violation.unless(
            y[0] == 3 && y[1] == 5, RULE, "2 x + 1 is " + Arrays.toString(y) + " with " + options);
        return e.profile();
      }
    }
  }
}
