package dev.imbrex.conformance.judge;

import dev.imbrex.op.Value;
import dev.imbrex.program.Decomposer;
import dev.imbrex.program.Program;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How far float32 evaluations of a program lie from its exact results (NUM-6): sums are taken
 * forward, backward and by halves, and every function is off, up or down at random, by what the
 * table of NUM-5 allows it.
 */
public final class Spread {
  private static final int ROUNDS = 2;

  private final Program program;
  private final List<double[]> inputs;
  private final List<double[]> exact;

  private Spread(Program program, List<double[]> inputs) {
    this.program = Decomposer.apply(program, (op, types) -> false);
    this.inputs = inputs;
    this.exact = new Interpreter(Arithmetic.FLOAT64).evaluateArrays(this.program, inputs);
  }

  /**
   * Returns, for each output of a program of F32, the largest distance of an element from the exact
   * one.
   */
  public static double[] of(Program program, List<double[]> inputs) {
    return new Spread(program, inputs).measure();
  }

  private double[] measure() {
    double[] spread = new double[exact.size()];
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < ROUNDS; round++) {
      for (Arithmetic arithmetic :
          List.of(
              Arithmetic.FLOAT32_FORWARD,
              Arithmetic.FLOAT32_REVERSE,
              Arithmetic.FLOAT32_PAIRWISE)) {
        List<double[]> results = evaluate(new Interpreter(arithmetic), random.split());
        for (int o = 0; o < spread.length; o++) {
          spread[o] = Math.max(spread[o], distance(exact.get(o), results.get(o)));
        }
      }
    }
    return spread;
  }

  private static double distance(double[] a, double[] b) {
    double d = 0;
    for (int i = 0; i < a.length; i++) {
      double e = Math.abs(a[i] - b[i]);
      if (Double.isFinite(e)) {
        d = Math.max(d, e);
      }
    }
    return d;
  }

  private List<double[]> evaluate(Interpreter interpreter, SplittableRandom random) {
    Map<Integer, double[]> values = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(program.inputs().get(i).id(), inputs.get(i));
    }
    for (Program.Node n : program.nodes()) {
      List<double[]> arguments = pick(values, n.inputs());
      List<double[]> results = interpreter.apply(n.op(), n.inputTypes(), arguments);
      double ulps = FunctionErrors.of(n.op());
      for (int i = 0; i < results.size(); i++) {
        Value out = n.outputs().get(i);
        boolean inexact = ulps > 0 && out.dtype() == DType.F32;
        values.put(out.id(), inexact ? moved(results.get(i), ulps, random) : results.get(i));
      }
    }
    return pick(values, program.outputs());
  }

  private static double[] moved(double[] y, double ulps, SplittableRandom random) {
    double[] z = y.clone();
    for (int i = 0; i < z.length; i++) {
      if (z[i] != 0 && Double.isFinite(z[i])) {
        z[i] = (float) (z[i] + (random.nextBoolean() ? ulps : -ulps) * Math.ulp((float) z[i]));
      }
    }
    return z;
  }

  private static List<double[]> pick(Map<Integer, double[]> values, List<Value> of) {
    List<double[]> picked = new ArrayList<>();
    for (Value v : of) {
      double[] array = values.get(v.id());
      if (array == null) {
        throw new IllegalStateException(v + " has not been computed.");
      }
      picked.add(array);
    }
    return picked;
  }
}
