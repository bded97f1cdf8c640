package dev.imbrex.cpu.kernel;

import static dev.imbrex.cpu.kernel.PlainFunctions.DENSITY;
import static dev.imbrex.cpu.kernel.PlainFunctions.ROOT_HALF;

import dev.imbrex.cpu.math.VectorMath;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of more operations than the compiler keeps in registers in one loop: it would leave the
 * last as calls, each with a vector on the heap. They are computed in stages, each a loop over a
 * block that stays in the first-level cache. The stages are {@link Apart}, for the compiler would
 * join them to one loop again. All lengths are multiples of a vector's; argument and result may be
 * the same place.
 */
final class Staged implements Pointwise {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /** Floats of a block; a multiple of any vector's length. */
  private static final int BLOCK = 512;

  /** What stages make, and a second block for what they keep, for each thread. */
  private static final ThreadLocal<float[]> WORK =
      ThreadLocal.withInitial(() -> new float[2 * BLOCK]);

  /** ln(x). */
  static final Staged LOG = new Staged(logFraction(0), logExponent(0), logSeries(), logOf(0));

  /** ln(1 + x). */
  static final Staged LOG1P =
      new Staged(
          logFraction(1),
          logExponent(1),
          logSeries(),
          logOf(1),
          (x, at, t, to, n) -> {
            for (int i = 0; i < n; i += L) {
              FloatVector v = FloatVector.fromArray(S, x, at + i);
              VectorMath.log1p(v, FloatVector.fromArray(S, t, to + i)).intoArray(t, to + i);
            }
          });

  /** The hyperbolic tangent. */
  static final Staged TANH =
      new Staged(
          (x, at, t, to, n) -> {
            for (int i = 0; i < n; i += L) {
              VectorMath.tanhArgument(FloatVector.fromArray(S, x, at + i)).intoArray(t, to + i);
            }
          },
          (x, at, t, to, n) -> {
            for (int i = 0; i < n; i += L) {
              VectorMath.expm1(FloatVector.fromArray(S, t, to + i)).intoArray(t, to + i);
            }
          },
          (x, at, t, to, n) -> {
            for (int i = 0; i < n; i += L) {
              FloatVector v = FloatVector.fromArray(S, x, at + i);
              VectorMath.tanh(v, FloatVector.fromArray(S, t, to + i)).intoArray(t, to + i);
            }
          });

  /** The error function. */
  static final Staged ERF = new Staged(exponent(1f), exponential(), near(1f));

  /** x (1 + erf(x / sqrt 2)) / 2. */
  static final Staged GELU =
      new Staged(
          exponent(ROOT_HALF),
          exponential(),
          near(ROOT_HALF),
          (x, at, t, to, n) -> {
            for (int i = 0; i < n; i += L) {
              FloatVector phi = FloatVector.fromArray(S, t, to + i).add(all(1f)).mul(all(0.5f));
              FloatVector.fromArray(S, x, at + i).mul(phi).intoArray(t, to + i);
            }
          });

  /** The derivative of {@link #GELU}. */
  static final Staged GELU_SLOPE =
      new Staged(
          exponent(ROOT_HALF),
          exponential(),
          near(ROOT_HALF),
          (x, at, t, to, n) -> {
            for (int i = 0; i < n; i += L) {
              FloatVector v = FloatVector.fromArray(S, x, at + i);
              VectorMath.exp(v.mul(v).mul(all(-0.5f)))
                  .mul(all(DENSITY))
                  .intoArray(t, to + BLOCK + i);
            }
          },
          (x, at, t, to, n) -> {
            for (int i = 0; i < n; i += L) {
              FloatVector v = FloatVector.fromArray(S, x, at + i);
              FloatVector phi = FloatVector.fromArray(S, t, to + i).add(all(1f)).mul(all(0.5f));
              phi.add(v.mul(FloatVector.fromArray(S, t, to + BLOCK + i))).intoArray(t, to + i);
            }
          });

  /** The derivative of x sigmoid(x). */
  static final Staged SWISH_SLOPE =
      new Staged(
          (x, at, t, to, n) -> System.arraycopy(x, at, t, to, n),
          exponential(),
          (x, at, t, to, n) -> {
            for (int i = 0; i < n; i += L) {
              FloatVector v = FloatVector.fromArray(S, x, at + i);
              FloatVector s = all(1f).div(FloatVector.fromArray(S, t, to + i).add(all(1f)));
              s.mul(v.mul(all(1f).sub(s)).add(all(1f))).intoArray(t, to + i);
            }
          });

  private final Pointwise[] stages;

  /**
   * Creates a function.
   *
   * @param stages each has the function's argument, and as its result what the stages before have
   *     made
   */
  private Staged(Pointwise... stages) {
    this.stages = new Pointwise[stages.length];
    Arrays.setAll(this.stages, i -> Apart.of(stages[i]));
  }

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  private static Pointwise logFraction(float more) {
    return (x, at, t, to, n) -> {
      for (int i = 0; i < n; i += L) {
        FloatVector v = FloatVector.fromArray(S, x, at + i).add(all(more));
        VectorMath.logFraction(v).intoArray(t, to + i);
      }
    };
  }

  private static Pointwise logExponent(float more) {
    return (x, at, t, to, n) -> {
      for (int i = 0; i < n; i += L) {
        FloatVector v = FloatVector.fromArray(S, x, at + i).add(all(more));
        VectorMath.logExponent(v).intoArray(t, to + BLOCK + i);
      }
    };
  }

  private static Pointwise logSeries() {
    return (x, at, t, to, n) -> {
      for (int i = 0; i < n; i += L) {
        FloatVector f = FloatVector.fromArray(S, t, to + i);
        VectorMath.logSeries(f, FloatVector.fromArray(S, t, to + BLOCK + i)).intoArray(t, to + i);
      }
    };
  }

  private static Pointwise logOf(float more) {
    return (x, at, t, to, n) -> {
      for (int i = 0; i < n; i += L) {
        FloatVector v = FloatVector.fromArray(S, x, at + i).add(all(more));
        VectorMath.log(v, FloatVector.fromArray(S, t, to + i)).intoArray(t, to + i);
      }
    };
  }

  private static Pointwise exponent(float scale) {
    return (x, at, t, to, n) -> {
      for (int i = 0; i < n; i += L) {
        FloatVector v = FloatVector.fromArray(S, x, at + i).mul(all(scale));
        VectorMath.erfExponent(v).intoArray(t, to + i);
      }
    };
  }

  private static Pointwise exponential() {
    return (x, at, t, to, n) -> {
      for (int i = 0; i < n; i += L) {
        VectorMath.exp(FloatVector.fromArray(S, t, to + i).neg()).intoArray(t, to + i);
      }
    };
  }

  private static Pointwise near(float scale) {
    return (x, at, t, to, n) -> {
      for (int i = 0; i < n; i += L) {
        FloatVector v = FloatVector.fromArray(S, x, at + i).mul(all(scale));
        VectorMath.erf(v, FloatVector.fromArray(S, t, to + i)).intoArray(t, to + i);
      }
    };
  }

  @Override
  public void apply(float[] x, int at, float[] y, int to, int n) {
    float[] t = WORK.get();
    for (int b = 0; b < n; b += BLOCK) {
      int m = Math.min(BLOCK, n - b);
      for (Pointwise stage : stages) {
        stage.apply(x, at + b, t, 0, m);
      }
      System.arraycopy(t, 0, y, to + b, m);
    }
  }

  /** y = g times the function of x. */
  void times(float[] x, int at, float[] g, int gAt, float[] y, int to, int n) {
    float[] t = WORK.get();
    for (int b = 0; b < n; b += BLOCK) {
      int m = Math.min(BLOCK, n - b);
      for (Pointwise stage : stages) {
        stage.apply(x, at + b, t, 0, m);
      }
      for (int i = 0; i < m; i += L) {
        FloatVector.fromArray(S, g, gAt + b + i)
            .mul(FloatVector.fromArray(S, t, i))
            .intoArray(y, to + b + i);
      }
    }
  }
}
