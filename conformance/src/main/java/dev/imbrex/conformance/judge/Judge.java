package dev.imbrex.conformance.judge;

import dev.imbrex.conformance.cases.Judgement;
import dev.imbrex.conformance.cases.OpCase;
import dev.imbrex.conformance.cases.TermCount;
import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.MaxPool2dGrad;
import dev.imbrex.op.Op;
import dev.imbrex.program.Program;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Holds results against the oracle. Safe for use from several threads. */
public final class Judge {
  private static final double U = 0x1p-24;
  private static final double TINY = 0x1p-126;

  /** How much smaller than in F32 the errors of F64 are, functions included (NUM-8). */
  private static final double F64_OVER_F32 = 0x1p-44 / U;

  /** How much wider the class "fast" is (NUM-4). */
  private static final double FAST = 10;

  /** How far sums of small integers may be off there: the nearest eighth is what is exact. */
  private static final double NEAREST_EIGHTH = 0x1p-4;

  private final Interpreter oracle = new Interpreter(Arithmetic.FLOAT64);

  /**
   * Judges the results of a case.
   *
   * @param accuracy the class that what computed them declares; of the class "fast" what is judged
   *     as exact has to come from {@linkplain OpCase#withSmallIntegers small integers}
   * @return the largest error over its bound: at most 1, and 0 where no error is allowed
   * @throws Violation if a result is not what it should be
   */
  public double judge(
      OpCase c, List<HostTensor> inputs, List<HostTensor> actual, Accuracy accuracy) {
    List<double[]> in = inputs.stream().map(HostTensor::toDoubles).toList();
    List<double[]> exact = oracle.apply(c.op(), c.types(), in);
    double worst = 0;
    List<TensorType> types = c.results();
    double[] spread =
        c.judgement() == Judgement.SPREAD ? spread(c.program(), in) : new double[types.size()];
    for (int i = 0; i < types.size(); i++) {
      Expected e = expected(c, in, types.get(i), exact.get(i), spread[i], accuracy);
      worst = Math.max(worst, e.compare(i, actual.get(i), c.rules().get(0), c.toString()));
    }
    return worst;
  }

  private Expected expected(
      OpCase c,
      List<double[]> in,
      TensorType type,
      double[] exact,
      double spread,
      Accuracy accuracy) {
    if (!type.dtype().isFloat()) {
      return Expected.exactly(type, exact, false);
    }
    return switch (c.judgement()) {
      case BITS -> Expected.exactly(type, exact, true);
      case EXACT -> exactly(type, exact, accuracy);
      case TERMS -> new Expected(type, exact, termBounds(c, in, type, accuracy), false);
      case FUNCTION -> new Expected(type, exact, functionBounds(c.op(), type, exact), false);
      case SPREAD -> Expected.within(type, exact, 8 * factor(accuracy) * spread + TINY);
    };
  }

  private static double factor(Accuracy accuracy) {
    return accuracy == Accuracy.FAST ? FAST : 1;
  }

  /** NUM-1, or for the class "fast" what NUM-4 makes of it. */
  private static Expected exactly(TensorType type, double[] exact, Accuracy accuracy) {
    return accuracy == Accuracy.FAST && type.dtype().isFloat()
        ? Expected.within(type, exact, NEAREST_EIGHTH)
        : Expected.exactly(type, exact, false);
  }

  /**
   * NUM-2: b u M + k 2^-126, with M the same op on absolute values. For the class "fast" NUM-4: ten
   * times that, and the M of the largest element for all, because a result's error comes from all
   * that its tile sees.
   */
  private double[] termBounds(OpCase c, List<double[]> in, TensorType type, Accuracy accuracy) {
    double[] m = oracle.apply(c.op(), c.types(), magnitudes(c.op(), in)).get(0);
    double k = TermCount.of(c.op(), c.types());
    double b = k <= 4096 ? k : 6 * Math.sqrt(k);
    if (c.op() instanceof AvgPool2d || c.op() instanceof AvgPool2dGrad) {
      b++;
    }
    if (accuracy == Accuracy.FAST) {
      b *= FAST;
      Arrays.fill(m, Arrays.stream(m).max().orElse(0));
    }
    double[] bounds = new double[m.length];
    for (int i = 0; i < m.length; i++) {
      bounds[i] = type.dtype() == DType.F64 ? (k + 1) * 0x1p-52 * m[i] : b * U * m[i] + k * TINY;
    }
    return bounds;
  }

  private static List<double[]> magnitudes(Op op, List<double[]> in) {
    List<double[]> out = new ArrayList<>();
    for (int i = 0; i < in.size(); i++) {
      boolean index = op instanceof MaxPool2dGrad && i == 1;
      out.add(index ? in.get(i) : Arrays.stream(in.get(i)).map(Math::abs).toArray());
    }
    return out;
  }

  /** NUM-5: units in the last place of the exact result. */
  private static double[] functionBounds(Op op, TensorType type, double[] exact) {
    double ulps = FunctionErrors.of(op);
    double[] bounds = new double[exact.length];
    for (int i = 0; ulps > 0 && i < exact.length; i++) {
      bounds[i] =
          type.dtype() == DType.F64
              ? 0x1p-44 * Math.abs(exact[i]) + Double.MIN_NORMAL
              : ulps * Math.ulp((float) exact[i]) + TINY;
    }
    return bounds;
  }

  /**
   * Judges the results of a whole program by NUM-6; integers and truth values have to be the same.
   *
   * @param accuracy the class that what computed them declares
   * @return the largest error over its bound
   * @throws Violation if a result is not what it should be
   */
  public double judge(
      Program program,
      List<HostTensor> inputs,
      List<HostTensor> actual,
      Accuracy accuracy,
      String rule,
      String what) {
    List<double[]> in = inputs.stream().map(HostTensor::toDoubles).toList();
    List<double[]> exact = oracle.evaluateArrays(program, in);
    double[] spread = spread(program, in);
    double worst = 0;
    for (int i = 0; i < exact.size(); i++) {
      TensorType type = program.outputs().get(i).type();
      Expected e =
          type.dtype().isFloat()
              ? Expected.within(type, exact.get(i), 8 * factor(accuracy) * spread[i] + TINY)
              : Expected.exactly(type, exact.get(i), false);
      worst = Math.max(worst, e.compare(i, actual.get(i), rule, what));
    }
    return worst;
  }

  /**
   * Judges the results of a program whose every value is exact in float32.
   *
   * @param accuracy the class that what computed them declares; of the class "fast" they have to
   *     come from small integers and halves
   * @throws Violation if a result is not what it should be
   */
  public void judgeExactly(
      Program program,
      List<HostTensor> inputs,
      List<HostTensor> actual,
      Accuracy accuracy,
      String rule,
      String what) {
    List<double[]> exact = oracle.evaluate(program, inputs);
    for (int i = 0; i < exact.size(); i++) {
      exactly(program.outputs().get(i).type(), exact.get(i), accuracy)
          .compare(i, actual.get(i), rule, what);
    }
  }

  /**
   * Returns how far each result may be off. F64 is evaluated as if it were F32: errors are in
   * proportion.
   */
  private static double[] spread(Program program, List<double[]> in) {
    if (program.inputTypes().stream().noneMatch(t -> t.dtype() == DType.F64)) {
      return Spread.of(program, in);
    }
    double[] spread = Spread.of(SingleTwin.of(program), SingleTwin.rounded(program, in));
    return Arrays.stream(spread).map(s -> s * F64_OVER_F32).toArray();
  }
}
