package dev.imbrex.cpu.math;

/**
 * Float32 functions, each a fixed sequence of float operations. {@code MathTest} measures their
 * largest errors; all stay within the table of {@code docs/spec/ops.md}.
 */
public final class FloatMath {
  /** Adding and subtracting 1.5 2^23 rounds to an integer, which then stands in the lowest bits. */
  static final float ROUNDER = 0x1.8p23f;

  static final float LOG2_E = 1.44269504f;

  /** The high part of log 2, with so few bits that its product with an exponent is exact. */
  static final float LN2_HI = 0x1.62e4p-1f;

  static final float LN2_LO = 1.4286068203e-6f;

  static final float EXP_MIN = -104f;
  static final float EXP_MAX = 89f;
  static final float EXPM1_MIN = -25f;

  /**
   * The Taylor coefficients 1 / n!, from n = 7 down to 2: on {@code |r| <= 0.35} the rest is below
   * 0.1 ulp.
   */
  static final float E7 = 1f / 5040;

  static final float E6 = 1f / 720;
  static final float E5 = 1f / 120;
  static final float E4 = 1f / 24;
  static final float E3 = 1f / 6;

  /** log((1 + s) / (1 - s)) = 2 s + s (2/3 s^2 + 2/5 s^4 + …). */
  static final float L3 = 2f / 3;

  static final float L5 = 2f / 5;
  static final float L7 = 2f / 7;
  static final float L9 = 2f / 9;
  static final float L11 = 2f / 11;

  /** The bits of sqrt(1/2): mantissas are taken from [sqrt(1/2), sqrt(2)). */
  static final int ROOT_HALF = 0x3f3504f3;

  static final float TWO_23 = 0x1p23f;

  /** From here on the error function is computed as 1 - exp(-q). */
  static final float ERF_TAIL = 0.84375f;

  static final float ERF_ONE = 4f;

  /** erf(x) / x as a polynomial in x^2 on [0, 0.84375], fitted at Chebyshev nodes. */
  static final float P0 = 1.128379161f;

  static final float P1 = -3.761257998e-01f;
  static final float P2 = 1.128281507e-01f;
  static final float P3 = -2.680663737e-02f;
  static final float P4 = 5.058061533e-03f;
  static final float P5 = -6.356527272e-04f;

  /** -log(erfc(x)) as a polynomial in x - 2.421875 on [0.84375, 4], fitted at Chebyshev nodes. */
  static final float Q_MID = 2.421875f;

  static final float Q0 = 7.394392911f;
  static final float Q1 = 5.205400348f;
  static final float Q2 = 9.412673010e-01f;
  static final float Q3 = 1.156147324e-02f;
  static final float Q4 = -2.336500011e-03f;
  static final float Q5 = 4.582280184e-04f;
  static final float Q6 = -8.502024485e-05f;
  static final float Q7 = 1.430264547e-05f;
  static final float Q8 = -1.596965006e-06f;

  private FloatMath() {}

  /** Returns e^x. */
  public static float exp(float x) {
    float c = Math.min(Math.max(x, EXP_MIN), EXP_MAX);
    float t = Math.fma(c, LOG2_E, ROUNDER);
    float n = t - ROUNDER;
    float r = Math.fma(n, -LN2_LO, Math.fma(n, -LN2_HI, c));
    float p = Math.fma(tail(r), r * r, r) + 1f;
    int k = Float.floatToRawIntBits(t) - Float.floatToRawIntBits(ROUNDER);
    int half = k >> 1;
    return p * power(half) * power(k - half);
  }

  /**
   * The first stage of e^-x for many, in operations that the JIT makes vectors of: {@code scaled}
   * becomes x log2(e) with its integer in the lowest bits, {@code mantissa} the rest's power.
   */
  public static void expSeriesOfNegated(float[] x, float[] scaled, float[] mantissa, int n) {
    for (int i = 0; i < n; i++) {
      float c = Math.min(Math.max(-x[i], EXP_MIN), EXP_MAX);
      float t = Math.fma(c, LOG2_E, ROUNDER);
      float k = t - ROUNDER;
      float r = Math.fma(k, -LN2_LO, Math.fma(k, -LN2_HI, c));
      scaled[i] = t;
      mantissa[i] = Math.fma(tail(r), r * r, r) + 1f;
    }
  }

  /** The second stage: {@code mantissa} times the power of two. */
  public static void expPower(float[] scaled, float[] mantissa, float[] result, int n) {
    for (int i = 0; i < n; i++) {
      int k = Float.floatToRawIntBits(scaled[i]) - Float.floatToRawIntBits(ROUNDER);
      int half = k >> 1;
      result[i] = mantissa[i] * power(half) * power(k - half);
    }
  }

  /** Returns e^x - 1. */
  public static float expm1(float x) {
    float c = Math.min(Math.max(x, EXPM1_MIN), EXP_MAX);
    float t = Math.fma(c, LOG2_E, ROUNDER);
    float n = t - ROUNDER;
    float r = Math.fma(n, -LN2_LO, Math.fma(n, -LN2_HI, c));
    float q = Math.fma(tail(r), r * r, r);
    // Half the power, because 2^128 is no float.
    int k = Float.floatToRawIntBits(t) - Float.floatToRawIntBits(ROUNDER);
    float half = power(k - 1);
    return 2f * Math.fma(half, q, half - 0.5f);
  }

  /** Returns (e^r - 1 - r) / r^2 for {@code |r| <= log(2) / 2}. */
  private static float tail(float r) {
    float p = Math.fma(E7, r, E6);
    p = Math.fma(p, r, E5);
    p = Math.fma(p, r, E4);
    p = Math.fma(p, r, E3);
    return Math.fma(p, r, 0.5f);
  }

  /** Returns 2^k for a normal result. */
  private static float power(int k) {
    return Float.intBitsToFloat((k + 127) << 23);
  }

  /** Returns the natural logarithm. */
  public static float log(float x) {
    boolean tiny = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(tiny ? x * TWO_23 : x);
    int e = (bits - ROOT_HALF) >> 23;
    float f = Float.intBitsToFloat(bits - (e << 23)) - 1f;
    float n = tiny ? (float) e - 23f : (float) e;
    float s = f / (2f + f);
    float z = s * s;
    float w = Math.fma(Math.fma(Math.fma(Math.fma(L11, z, L9), z, L7), z, L5), z, L3) * z;
    float h = 0.5f * f * f;
    float y = Math.fma(n, LN2_HI, f - (h - Math.fma(s, h + w, n * LN2_LO)));
    y = x == Float.POSITIVE_INFINITY ? x : y;
    y = x == 0f ? Float.NEGATIVE_INFINITY : y;
    return x >= 0f ? y : Float.NaN;
  }

  /** Returns the natural logarithm of 1 + x (corrected by what the sum rounds off). */
  public static float log1p(float x) {
    float u = 1f + x;
    float log = log(u);
    float y = log + (x - (u - 1f)) / u;
    y = u == 1f ? x : y;
    return u == Float.POSITIVE_INFINITY || u == 0f ? log : y;
  }

  /** Returns 1 / (1 + e^-x). */
  public static float sigmoid(float x) {
    return 1f / (1f + exp(-x));
  }

  /** Returns the hyperbolic tangent. */
  public static float tanh(float x) {
    float e = expm1(Math.min(2f * Math.abs(x), 40f));
    return Math.copySign(e / (e + 2f), x);
  }

  /** Returns the error function. */
  public static float erf(float x) {
    float a = Math.abs(x);
    float z = x * x;
    float p = Math.fma(P5, z, P4);
    p = Math.fma(p, z, P3);
    p = Math.fma(p, z, P2);
    p = Math.fma(p, z, P1);
    p = Math.fma(p, z, P0) * x;
    float u = Math.min(a, ERF_ONE) - Q_MID;
    float q = Math.fma(Q8, u, Q7);
    q = Math.fma(q, u, Q6);
    q = Math.fma(q, u, Q5);
    q = Math.fma(q, u, Q4);
    q = Math.fma(q, u, Q3);
    q = Math.fma(q, u, Q2);
    q = Math.fma(q, u, Q1);
    q = Math.fma(q, u, Q0);
    float far = Math.copySign(1f - exp(-q), x);
    return a < ERF_TAIL ? p : far;
  }

  /** Returns 1 / sqrt(x). */
  public static float rsqrt(float x) {
    return 1f / (float) Math.sqrt(x);
  }

  /** Returns a^b, rounded from float64. */
  public static float pow(float a, float b) {
    return (float) StrictMath.pow(a, b);
  }
}
