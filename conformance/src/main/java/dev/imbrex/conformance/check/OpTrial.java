package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.cases.OpCase;
import dev.imbrex.conformance.judge.Judge;
import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.op.CoreOp;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Support;
import dev.imbrex.spi.UnsupportedOpException;
import dev.imbrex.tensor.HostTensor;
import java.util.List;
import java.util.Optional;

/** One op, applied once. */
record OpTrial(CaseId caseId, OpCase opCase, Judge judge) implements Trial {

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
    return new OpTrial(id, c, judge);
  }

  @Override
  public List<Integer> choices() {
    return caseId.choices();
  }

  @Override
  public Optional<Trial> with(List<Integer> choices) {
    CaseId other = caseId.with(choices);
    return other.make().map(c -> new OpTrial(other, c, judge));
  }

  @Override
  public String id() {
    return caseId.toString();
  }

  @Override
  public void run(Bench bench, Tally tally) {
    Backend backend = bench.shared();
    Support support = backend.supports(opCase.op(), opCase.types());
    requireHonest(backend, support);
    tally.count(support);
    if (support != Support.UNSUPPORTED) {
      tally.error(run(backend));
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
    List<HostTensor> inputs = opCase.inputs(caseId.seed());
    try (DeviceRun run = new DeviceRun(backend, opCase.program(), CompileOptions.DEFAULT)) {
      run.run(opCase.inputs(~caseId.seed()), DeviceRun.STALE);
      List<HostTensor> first = run.run(inputs, DeviceRun.STALE);
      List<HostTensor> second = run.run(inputs, DeviceRun.POISON);
      double worst = judge.judge(opCase, inputs, second);
      DeviceRun.requireSameBits(first, second, opCase.toString());
      return worst;
    } catch (Violation v) {
      throw v.rule().startsWith("GEN") ? v.about(opCase.toString()) : v;
    }
  }

  @Override
  public String toString() {
    return opCase.toString();
  }
}
