package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.cases.Judgement;
import dev.imbrex.conformance.cases.OpCase;
import dev.imbrex.conformance.judge.Judge;
import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.op.CoreOp;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Support;
import dev.imbrex.spi.UnsupportedOpException;
import dev.imbrex.tensor.HostTensor;
import java.util.List;
import java.util.Optional;

/**
 * One op, applied once: written as its case, or {@code with:IMPLEMENTATION:case}.
 *
 * @param implementation which of the backend's ways to run it; empty for the one it would choose
 */
record OpTrial(CaseId caseId, OpCase opCase, Judge judge, Optional<String> implementation)
    implements Trial {
  /** What its id begins with if it names an implementation. */
  static final String PREFIX = "with:";

  /**
   * Makes the trial of a case.
   *
   * @throws IllegalArgumentException if the choices do not fit together
   */
  static OpTrial of(CaseId id, Judge judge) {
    OpCase c =
        id.make()
            .orElseThrow(
                () -> new IllegalArgumentException("The choices of " + id + " make no case."));
    return new OpTrial(id, c, judge, Optional.empty());
  }

  /**
   * Makes the trial of an id that names an implementation.
   *
   * @throws IllegalArgumentException if it is none
   */
  static OpTrial parse(String id, Judge judge) {
    int end = id.lastIndexOf(':');
    if (end < PREFIX.length()) {
      throw new IllegalArgumentException(
          "'" + id + "' names no implementation: expected with:NAME:case, as a failure prints it.");
    }
    return of(CaseId.parse(id.substring(end + 1)), judge).with(id.substring(PREFIX.length(), end));
  }

  /** Returns the trial of the same case run in a certain way. */
  OpTrial with(String name) {
    return new OpTrial(caseId, opCase, judge, Optional.of(name));
  }

  @Override
  public List<Integer> choices() {
    return caseId.choices();
  }

  @Override
  public Optional<Trial> with(List<Integer> choices) {
    CaseId other = caseId.with(choices);
    return other.make().map(c -> new OpTrial(other, c, judge, implementation));
  }

  @Override
  public String id() {
    return implementation.map(n -> PREFIX + n + ":").orElse("") + caseId;
  }

  @Override
  public void run(Bench bench, Tally tally) {
    Backend backend = bench.shared();
    if (implementation.isPresent()) {
      runNamed(backend, implementation.get(), tally);
      return;
    }
    Support support = backend.supports(opCase.op(), opCase.types());
    requireHonest(backend, support);
    tally.count(support);
    if (support != Support.UNSUPPORTED) {
      tally.error(run(backend));
    }
  }

  /** Counts nothing where the backend does not offer the implementation. */
  private void runNamed(Backend backend, String name, Tally tally) {
    if (!backend.implementations(opCase.op(), opCase.types()).contains(name)) {
      return;
    }
    tally.count(Support.NATIVE);
    try {
      tally.error(run(backend));
    } catch (Violation v) {
      throw v.about("the implementation " + name);
    }
  }

  /** GEN-4 and GEN-5: what is claimed is what happens. */
  private void requireHonest(Backend backend, Support support) {
    if (support == Support.DECOMPOSE && opCase.op() instanceof CoreOp) {
      throw new Violation("GEN-5", opCase + " is claimed to decompose, but is a core op");
    }
    if (support != Support.UNSUPPORTED) {
      return;
    }
    Violation.unless(!opCase.required(), "GEN-4", opCase + " is claimed to be unsupported");
    try {
      backend.compile(opCase.program(), CompileOptions.DEFAULT).close();
    } catch (UnsupportedOpException e) {
      String message = String.valueOf(e.getMessage());
      Violation.unless(
          message.contains(OpCase.SOURCE),
          "GEN-5",
          opCase + " is refused without the name of the node's source: " + message);
      return;
    }
    throw new Violation("GEN-5", opCase + " is claimed to be unsupported, but compiles");
  }

  /**
   * Runs three times on the same memory: first with other inputs, which leaves stale contents
   * behind, then twice with its own, which must give the same bits.
   */
  private double run(Backend backend) {
    CompileOptions options =
        implementation
            .map(CompileOptions.DEFAULT::withImplementation)
            .orElse(CompileOptions.DEFAULT);
    try (DeviceRun run = new DeviceRun(backend, opCase.program(), options)) {
      Accuracy accuracy = run.accuracy();
      boolean near = accuracy == Accuracy.FAST && opCase.judgement() == Judgement.EXACT;
      OpCase c = near ? opCase.withSmallIntegers() : opCase;
      List<HostTensor> inputs = c.inputs(caseId.seed());
      run.run(c.inputs(~caseId.seed()), DeviceRun.STALE);
      List<HostTensor> first = run.run(inputs, DeviceRun.STALE);
      List<HostTensor> second = run.run(inputs, DeviceRun.POISON);
      double worst = judge.judge(c, inputs, second, accuracy);
      DeviceRun.requireSameBits(first, second, opCase.toString());
      return worst;
    } catch (Violation v) {
      throw v.rule().startsWith("GEN") ? v.about(opCase.toString()) : v;
    }
  }

  @Override
  public String toString() {
    return opCase + implementation.map(n -> " by the implementation " + n).orElse("");
  }
}
