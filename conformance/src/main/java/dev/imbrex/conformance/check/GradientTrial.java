package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.cases.Fills;
import dev.imbrex.conformance.cases.Judgement;
import dev.imbrex.conformance.cases.Mode;
import dev.imbrex.conformance.cases.OpCase;
import dev.imbrex.conformance.judge.Judge;
import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.Dropout;
import dev.imbrex.program.Autodiff;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One op and its gradients with respect to all inputs of F32, given a random gradient of each
 * result.
 */
final class GradientTrial implements Trial {
  /** What tells its id from that of an {@link OpTrial}. */
  static final String PREFIX = "gradient:";

  private final CaseId caseId;
  private final OpCase opCase;
  private final Judge judge;
  private final Program program;
  private final List<HostTensor> inputs = new ArrayList<>();
  private final List<Integer> differentiated = new ArrayList<>();
  private int results;

  private GradientTrial(CaseId caseId, OpCase opCase, Judge judge) {
    this.caseId = caseId;
    this.opCase = opCase;
    this.judge = judge;
    this.program = build();
  }

  /** Makes the trial of a case; empty if there is nothing in it to differentiate in F32. */
  static Optional<GradientTrial> of(CaseId id, Judge judge) {
    return id.make().filter(c -> suits(c, id.mode())).map(c -> new GradientTrial(id, c, judge));
  }

  private static boolean suits(OpCase c, Mode mode) {
    boolean exact = mode != Mode.EXACT || c.judgement() != Judgement.SPREAD;
    // where several elements are the maximum, each gets its part of the gradient: not exact
    boolean ties = mode == Mode.EXACT && c.op() instanceof Reduce r && r.fn() != Reduce.Fn.SUM;
    return exact
        && !ties
        && c.required()
        && c.types().stream().anyMatch(t -> t.dtype() == DType.F32)
        && c.results().stream().anyMatch(t -> t.dtype() == DType.F32);
  }

  private Program build() {
    SplittableRandom random = new SplittableRandom(caseId.seed());
    boolean exact = caseId.mode() == Mode.EXACT;
    ProgramBuilder b = new ProgramBuilder();
    List<HostTensor> drawn = opCase.inputs(caseId.seed());
    List<Value> in = new ArrayList<>();
    for (int i = 0; i < drawn.size(); i++) {
      Value v = b.input(opCase.types().get(i));
      in.add(v);
      inputs.add(v.dtype() == DType.F32 ? tame(drawn.get(i), exact, random.split()) : drawn.get(i));
      if (v.dtype() == DType.F32) {
        differentiated.add(i);
      }
    }
    List<Value> loss = new ArrayList<>();
    for (Value y : b.emit(opCase.op(), in)) {
      if (y.dtype() == DType.F32) {
        Value dy = b.input(y.type());
        inputs.add((exact ? Fills.integers(Fills.SMALL) : Fills.reals()).make(y.type(), random));
        loss.add(b.sumAll(b.mul(y, dy)));
        b.output(y);
        results++;
      }
    }
    Value sum = loss.stream().reduce(b::add).orElseThrow();
    Autodiff.gradients(b, sum, differentiated.stream().map(in::get).toList()).forEach(b::output);
    return b.build();
  }

  /** Returns numbers whose gradients are exact, or at least do not overflow on the way. */
  private HostTensor tame(HostTensor drawn, boolean exact, SplittableRandom random) {
    if (exact) {
      return Fills.integers(Fills.SMALL).make(drawn.type(), random);
    }
    boolean function = opCase.op() instanceof Unary || opCase.op() instanceof Binary;
    return function ? Fills.between(0.25, 3).make(drawn.type(), random) : drawn;
  }

  @Override
  public List<Integer> choices() {
    return caseId.choices();
  }

  @Override
  public Optional<Trial> with(List<Integer> choices) {
    return of(caseId.with(choices), judge).map(t -> t);
  }

  @Override
  public String id() {
    return PREFIX + caseId;
  }

  /** Returns the rules that it checks. */
  List<String> rules() {
    List<String> rules = new ArrayList<>(opCase.rules());
    Adjoint.of(opCase.op()).ifPresent(kind -> rules.add(kind.rule(opCase.op())));
    if (opCase.op() instanceof Dropout) {
      rules.add("DRO-3");
    }
    return rules;
  }

  @Override
  public void run(Bench bench, Tally tally) {
    tally.count(bench.shared().supports(opCase.op(), opCase.types()));
    try (DeviceRun run = new DeviceRun(bench.shared(), program, CompileOptions.DEFAULT)) {
      Accuracy accuracy = run.accuracy();
      List<HostTensor> given = accuracy == Accuracy.FAST ? besideKinks() : inputs;
      List<HostTensor> outputs = run.run(given, DeviceRun.POISON);
      String rule = opCase.rules().get(0);
      String what = "The gradient of " + opCase;
      if (caseId.mode() == Mode.EXACT) {
        judge.judgeExactly(program, given, outputs, accuracy, rule, what);
        List<HostTensor> exact =
            accuracy == Accuracy.FAST
                ? outputs.stream().map(GradientTrial::toIntegers).toList()
                : outputs;
        Adjoint.of(opCase.op()).ifPresent(kind -> requireAdjoint(kind, exact));
      } else {
        tally.error(judge.judge(program, given, outputs, accuracy, rule, what));
      }
    }
  }

  /**
   * Returns inputs with half of one added to the bias, where there is one and they are integers: no
   * activation's argument is at its kink then, on one side or the other of which an error would put
   * it.
   */
  private List<HostTensor> besideKinks() {
    if (caseId.mode() != Mode.EXACT || !(opCase.op() instanceof ConvBiasActivation)) {
      return inputs;
    }
    HostTensor bias = HostTensor.zeros(opCase.types().get(2));
    for (int i = 0; i < bias.shape().intSize(); i++) {
      bias.set(i, inputs.get(2).get(i) + 0.5);
    }
    List<HostTensor> moved = new ArrayList<>(inputs);
    moved.set(2, bias);
    return moved;
  }

  /** Returns the integers that results near them stand for. */
  private static HostTensor toIntegers(HostTensor near) {
    HostTensor t = HostTensor.zeros(near.type());
    for (int i = 0; i < near.shape().intSize(); i++) {
      t.set(i, Math.rint(near.get(i)));
    }
    return t;
  }

  /** The product of result and its gradient is that of input and its gradient, exactly. */
  private void requireAdjoint(Adjoint kind, List<HostTensor> outputs) {
    double ofResults = 0;
    for (int i = 0; i < results; i++) {
      ofResults += dot(outputs.get(i), inputs.get(opCase.types().size() + i));
    }
    double ofInputs = 0;
    for (int i = 0; i < differentiated.size(); i++) {
      double d = dot(inputs.get(differentiated.get(i)), outputs.get(results + i));
      ofInputs = kind == Adjoint.EACH ? d : ofInputs + d;
      if (kind == Adjoint.EACH || i == differentiated.size() - 1) {
        Violation.unless(
            ofInputs == ofResults,
            kind.rule(opCase.op()),
            String.format(
                "%s: <y, dy> is %s, but <x, dx> of input %d is %s",
                opCase, ofResults, differentiated.get(i), ofInputs));
      }
    }
  }

  private static double dot(HostTensor a, HostTensor b) {
    double sum = 0;
    for (int i = 0; i < a.shape().intSize(); i++) {
      sum += a.get(i) * b.get(i);
    }
    return sum;
  }

  @Override
  public String toString() {
    return "the gradient of " + opCase;
  }
}
