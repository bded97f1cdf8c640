package dev.imbrex.conformance.check;

import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;

/** Part 8: LeNet-5 learns as it does on the oracle. */
final class TrainingChecks {
  private static final int STEPS = 50;
  private static final int BATCH = 2;
  private static final double RELATIVE = 1e-3;

  private TrainingChecks() {}

  static List<Check> all() {
    return List.of(
        Check.single(
            Part.TRAINING,
            "LeNet-5, 50 steps, each loss within a thousandth of the oracle's",
            "NUM-6",
            TrainingChecks::leNet));
  }

  private static void leNet(Bench bench) {
    TrainingStep step = TrainingStep.leNet(BATCH);
    double[] expected = oracle(step);
    try (Backend backend = bench.open();
        TrainingSession session = new TrainingSession(backend, step)) {
      for (int s = 0; s < STEPS; s++) {
        session.feed(step.pictures(s), step.labels(s));
        session.step();
        double loss = session.loss();
        Violation.unless(
            Math.abs(loss - expected[s]) <= RELATIVE * expected[s],
            "NUM-6",
            "the loss of step " + s + " is " + loss + ", but the oracle's is " + expected[s]);
      }
    }
  }

  /** Returns the losses in float64. */
  private static double[] oracle(TrainingStep step) {
    Interpreter interpreter = new Interpreter(Arithmetic.FLOAT64);
    List<double[]> state = new ArrayList<>();
    step.initial().forEach(t -> state.add(t.toDoubles()));
    double[] losses = new double[STEPS];
    for (int s = 0; s < STEPS; s++) {
      List<double[]> in = new ArrayList<>();
      HostTensor pictures = step.pictures(s);
      in.add(pictures.toDoubles());
      in.add(step.labels(s).toDoubles());
      in.addAll(state);
      List<double[]> out = interpreter.evaluateArrays(step.program(), in);
      losses[s] = out.get(0)[0];
      for (int o = 1; o < out.size(); o++) {
        Integer updated = step.program().updatesInPlace().get(o);
        if (updated != null) {
          state.set(updated - 2, out.get(o));
        }
      }
    }
    return losses;
  }
}
