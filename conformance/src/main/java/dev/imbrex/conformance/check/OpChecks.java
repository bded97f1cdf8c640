package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.CaseFamily;
import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.cases.Mode;
import dev.imbrex.conformance.cases.OpCase;
import dev.imbrex.conformance.cases.Shrinker;
import dev.imbrex.conformance.judge.Judge;
import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.op.CoreOp;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Support;
import dev.imbrex.spi.UnsupportedOpException;
import dev.imbrex.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parts 1 to 3: each op by itself, with integers, real numbers and special values. */
final class OpChecks {
  private static final int MOST_FAILURES = 3;

  private final Judge judge = new Judge();
  private final CheckOptions options;

  private OpChecks(CheckOptions options) {
    this.options = options;
  }

  /** Returns a check per op and mode. */
  static List<Check> all(CheckOptions options) {
    OpChecks checks = new OpChecks(options);
    List<CaseFamily> families = options.families();
    List<Check> all = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      List<CaseFamily> in = families.stream().filter(f -> f.modes().contains(mode)).toList();
      int weights = in.stream().mapToInt(CaseFamily::weight).sum();
      for (CaseFamily f : in) {
        int n = Math.max(1, (options.cases(mode) * f.weight() + weights - 1) / weights);
        all.add(checks.check(f, mode, n));
      }
    }
    return all;
  }

  private Check check(CaseFamily family, Mode mode, int count) {
    List<CaseId> ids = new ArrayList<>();
    Set<String> rules = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      CaseId id = CaseId.draw(family, mode, options.seed() + i, options.smallShapes());
      ids.add(id);
      rules.addAll(id.make().orElseThrow().rules());
    }
    return new Check(
        Part.valueOf(mode.name()),
        family.op(),
        List.copyOf(rules),
        true,
        (bench, tally) -> run(ids, bench, tally));
  }

  private void run(List<CaseId> ids, Bench bench, Tally tally) {
    for (CaseId id : ids) {
      Optional<String> failure = attempt(id, bench, tally);
      if (failure.isPresent()) {
        tally.fail(shrunk(id, bench, failure.get()));
        if (tally.failures().size() >= MOST_FAILURES) {
          return;
        }
      }
    }
  }

  /** Repeats one case. */
  static Check repeat(CaseId id, CheckOptions options) {
    OpCase c =
        id.make()
            .orElseThrow(
                () -> new IllegalArgumentException("The choices of " + id + " make no case."));
    OpChecks checks = new OpChecks(options);
    return new Check(
        Part.valueOf(id.mode().name()),
        id.op(),
        c.rules(),
        true,
        (bench, tally) -> checks.attempt(id, bench, tally).ifPresent(tally::fail));
  }

  /** Runs a case and returns what is wrong, if anything is. */
  private Optional<String> attempt(CaseId id, Bench bench, Tally tally) {
    OpCase c = id.make().orElseThrow();
    try {
      Backend backend = bench.shared();
      Support support = backend.supports(c.op(), c.types());
      requireHonest(c, backend, support);
      tally.count(support);
      if (support != Support.UNSUPPORTED) {
        tally.error(run(c, id.seed(), backend));
      }
      return Optional.empty();
    } catch (Violation v) {
      return Optional.of(String.valueOf(v.getMessage()));
    } catch (RuntimeException | Error e) {
      bench.replaceShared();
      return Optional.of(c.rules().get(0) + ": " + c + " failed with " + e);
    }
  }

  /** GEN-4 and GEN-5: what is claimed is what happens. */
  private static void requireHonest(OpCase c, Backend backend, Support support) {
    if (support == Support.DECOMPOSE && c.op() instanceof CoreOp) {
      throw new Violation("GEN-5", c + " is claimed to decompose, but is a core op");
    }
    if (support != Support.UNSUPPORTED) {
      return;
    }
    Violation.unless(!c.required(), "GEN-4", c + " is claimed to be unsupported");
    try {
      backend.compile(c.program(), CompileOptions.DEFAULT).close();
    } catch (UnsupportedOpException e) {
      String message = String.valueOf(e.getMessage());
      Violation.unless(
          message.contains("the case"),
          "GEN-5",
          c + " is refused without the name of the node's source: " + message);
      return;
    }
    throw new Violation("GEN-5", c + " is claimed to be unsupported, but compiles");
  }

  /**
   * Runs a case three times on the same memory: first with other inputs, which leaves stale
   * contents behind, then twice with its own, which must give the same bits.
   */
  private double run(OpCase c, long seed, Backend backend) {
    List<HostTensor> inputs = c.inputs(seed);
    try (DeviceRun run = new DeviceRun(backend, c.program(), CompileOptions.DEFAULT)) {
      run.run(c.inputs(~seed), DeviceRun.STALE);
      List<HostTensor> first = run.run(inputs, DeviceRun.STALE);
      List<HostTensor> second = run.run(inputs, DeviceRun.POISON);
      double worst = judge.judge(c, inputs, second);
      requireSameBits(c, first, second);
      return worst;
    }
  }

  private static void requireSameBits(OpCase c, List<HostTensor> first, List<HostTensor> second) {
    for (int i = 0; i < first.size(); i++) {
      Violation.unless(
          first.get(i).sameBits(second.get(i)),
          "GEN-8",
          c + " gave other bits when it was run again");
    }
  }

  private String shrunk(CaseId id, Bench bench, String message) {
    String[] last = {message};
    List<Integer> choices =
        Shrinker.shrink(
            id.choices(),
            next -> {
              CaseId smaller = id.with(next);
              if (smaller.make().isEmpty()) {
                return false;
              }
              Optional<String> failure = attempt(smaller, bench, new Tally());
              failure.ifPresent(f -> last[0] = f);
              return failure.isPresent();
            });
    return last[0]
        + "; repeat with: imbrex conformance --backend "
        + bench.name()
        + " --repeat "
        + id.with(choices);
  }
}
