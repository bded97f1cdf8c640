package dev.imbrex.cpu.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.Test;

/** Errors against float64, and the same bits with and without vectors. */
class MathTest {
  private interface Scalar {
    float of(float x);
  }

  /** Visits floats all over the line, dense near 0 and near each power of two. */
  private static void everywhere(Consumer<Float> visit) {
    for (long bits = 0; bits < 1L << 32; bits += 8191) {
      visit.accept(Float.intBitsToFloat((int) bits));
    }
    for (float x = -110; x < 110; x += 0.00173f) {
      visit.accept(x);
    }
    float[] special = {0f, -0f, 1f, -1f, 88.7f, 88.8f, -87.4f, -103.9f, -104.1f, Float.NaN};
    for (float x : special) {
      visit.accept(x);
    }
    visit.accept(Float.POSITIVE_INFINITY);
    visit.accept(Float.NEGATIVE_INFINITY);
    visit.accept(Float.MIN_VALUE);
  }

  private static void within(double ulps, String name, Scalar f, DoubleUnaryOperator exact) {
    double[] worst = new double[2];
    everywhere(
        x -> {
          double e = exact.applyAsDouble(x);
          float y = f.of(x);
          if (Double.isNaN(e) || Double.isInfinite((float) e)) {
            assertEquals((float) e, y, name + "(" + x + ")");
            return;
          }
          if (Math.abs(e) < Float.MIN_NORMAL) {
            assertTrue(
                Math.abs(y - e) <= 2 * Float.MIN_VALUE || y == 0, name + "(" + x + ") = " + y);
            return;
          }
          double err = Math.abs(y - e) / Math.ulp((float) e);
          if (err > worst[0]) {
            worst[0] = err;
            worst[1] = x;
          }
        });
    assertTrue(worst[0] <= ulps, name + " is off by " + worst[0] + " ulp at " + worst[1]);
  }

  private static double erf(double x) {
    // 2 / sqrt(pi) sum of (-1)^n x^(2n+1) / (n! (2n+1)) for small x; far out it is 1 in float32.
    if (Double.isNaN(x)) {
      return x;
    }
    if (Math.abs(x) > 4.5) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 120; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  @Test
  void errorsStayWithinTheTable() {
    within(1.5, "exp", FloatMath::exp, StrictMath::exp);
    within(2, "expm1", FloatMath::expm1, StrictMath::expm1);
    within(1.5, "log", FloatMath::log, StrictMath::log);
    within(2, "log1p", FloatMath::log1p, StrictMath::log1p);
    within(5, "tanh", FloatMath::tanh, StrictMath::tanh);
    within(4, "sigmoid", FloatMath::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)));
    within(4, "erf", FloatMath::erf, MathTest::erf);
    within(1.5, "rsqrt", FloatMath::rsqrt, x -> 1 / StrictMath.sqrt(x));
  }

  @Test
  void vectorsHaveTheBitsOfScalars() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      Vectors.compare();
    } else {
      // Without the module there is one implementation only, and it must not need the module.
      assertEquals(1f, FloatMath.exp(0f));
    }
  }

  /** Apart, because it names classes of the vector module. */
  private static final class Vectors {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    private interface Lanes {
      FloatVector of(FloatVector x);
    }

    static void compare() {
      same("exp", FloatMath::exp, VectorMath::exp);
      same("expm1", FloatMath::expm1, VectorMath::expm1);
      same("log", FloatMath::log, Vectors::log);
      same("log1p", FloatMath::log1p, x -> VectorMath.log1p(x, log(x.add(1f))));
      same(
          "tanh",
          FloatMath::tanh,
          x -> VectorMath.tanh(x, VectorMath.expm1(VectorMath.tanhArgument(x))));
      same("sigmoid", FloatMath::sigmoid, VectorMath::sigmoid);
      same("erf", FloatMath::erf, Vectors::erf);
      same("rsqrt", FloatMath::rsqrt, VectorMath::rsqrt);
    }

    private static FloatVector erf(FloatVector x) {
      return VectorMath.erf(x, VectorMath.exp(VectorMath.erfExponent(x).neg()));
    }

    private static FloatVector log(FloatVector x) {
      FloatVector f = VectorMath.logFraction(x);
      return VectorMath.log(x, VectorMath.logSeries(f, VectorMath.logExponent(x)));
    }

    private static void same(String name, Scalar scalar, Lanes lanes) {
      float[] in = new float[S.length()];
      float[] out = new float[S.length()];
      int[] filled = new int[1];
      everywhere(
          x -> {
            in[filled[0]++] = x;
            if (filled[0] == in.length) {
              filled[0] = 0;
              lanes.of(FloatVector.fromArray(S, in, 0)).intoArray(out, 0);
              for (int i = 0; i < in.length; i++) {
                float expected = scalar.of(in[i]);
                if (Float.floatToIntBits(expected) != Float.floatToIntBits(out[i])) {
                  throw new AssertionError(
                      name + "(" + in[i] + "): scalar " + expected + ", vector " + out[i]);
                }
              }
            }
          });
    }
  }
}
