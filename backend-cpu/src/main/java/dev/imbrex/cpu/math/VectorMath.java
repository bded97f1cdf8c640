package dev.imbrex.cpu.math;

import static dev.imbrex.cpu.math.FloatMath.E3;
import static dev.imbrex.cpu.math.FloatMath.E4;
import static dev.imbrex.cpu.math.FloatMath.E5;
import static dev.imbrex.cpu.math.FloatMath.E6;
import static dev.imbrex.cpu.math.FloatMath.E7;
import static dev.imbrex.cpu.math.FloatMath.ROUNDER;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The functions of {@link FloatMath} for a whole vector, with the same bits in every lane. */
public final class VectorMath {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  private VectorMath() {}

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  /** Returns e^x. */
  public static FloatVector exp(FloatVector x) {
    FloatVector c = x.max(all(FloatMath.EXP_MIN)).min(all(FloatMath.EXP_MAX));
    FloatVector t = c.fma(all(FloatMath.LOG2_E), all(ROUNDER));
    FloatVector n = t.sub(all(ROUNDER));
    FloatVector r = n.fma(all(-FloatMath.LN2_LO), n.fma(all(-FloatMath.LN2_HI), c));
    FloatVector p = tail(r).fma(r.mul(r), r).add(all(1f));
    IntVector k = t.reinterpretAsInts().sub(IntVector.broadcast(I, ROUNDER_BITS));
    IntVector half = k.lanewise(VectorOperators.ASHR, 1);
    return p.mul(power(half)).mul(power(k.sub(half)));
  }

  /** Returns e^x - 1. */
  public static FloatVector expm1(FloatVector x) {
    FloatVector c = x.max(all(FloatMath.EXPM1_MIN)).min(all(FloatMath.EXP_MAX));
    FloatVector t = c.fma(all(FloatMath.LOG2_E), all(ROUNDER));
    FloatVector n = t.sub(all(ROUNDER));
    FloatVector r = n.fma(all(-FloatMath.LN2_LO), n.fma(all(-FloatMath.LN2_HI), c));
    FloatVector q = tail(r).fma(r.mul(r), r);
    IntVector k = t.reinterpretAsInts().sub(IntVector.broadcast(I, ROUNDER_BITS + 1));
    FloatVector half = power(k);
    return half.fma(q, half.sub(all(0.5f))).mul(all(2f));
  }

  private static FloatVector tail(FloatVector r) {
    FloatVector p = all(E7).fma(r, all(E6));
    p = p.fma(r, all(E5));
    p = p.fma(r, all(E4));
    p = p.fma(r, all(E3));
    return p.fma(r, all(0.5f));
  }

  private static FloatVector power(IntVector k) {
    IntVector biased = k.add(IntVector.broadcast(I, 127));
    return biased.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  /** Returns x, if it is normal, or more than 2^23 times as much. */
  private static IntVector normalBits(FloatVector x, VectorMask<Float> tiny) {
    return x.blend(x.mul(all(FloatMath.TWO_23)), tiny).reinterpretAsInts();
  }

  private static IntVector logExponentBits(IntVector bits) {
    return bits.sub(IntVector.broadcast(I, FloatMath.ROOT_HALF)).lanewise(VectorOperators.ASHR, 23);
  }

  /** Returns f of x = 2^n (1 + f), where 1 + f is about 1. */
  public static FloatVector logFraction(FloatVector x) {
    IntVector bits = normalBits(x, x.compare(VectorOperators.LT, Float.MIN_NORMAL));
    IntVector e = logExponentBits(bits);
    return bits.sub(e.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(all(1f));
  }

  /** Returns n of x = 2^n (1 + f), where 1 + f is about 1. */
  public static FloatVector logExponent(FloatVector x) {
    VectorMask<Float> tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector e = logExponentBits(normalBits(x, tiny));
    // Adding e to the bits of 1.5 2^23 and taking that off again makes a float of it.
    FloatVector n =
        e.add(IntVector.broadcast(I, ROUNDER_BITS)).reinterpretAsFloats().sub(all(ROUNDER));
    return n.blend(n.sub(all(23f)), tiny);
  }

  /**
   * Returns the natural logarithm of positive numbers.
   *
   * @param f as {@link #logFraction} has it
   * @param n as {@link #logExponent} has it
   */
  public static FloatVector logSeries(FloatVector f, FloatVector n) {
    FloatVector s = f.div(all(2f).add(f));
    FloatVector z = s.mul(s);
    FloatVector w = all(FloatMath.L11).fma(z, all(FloatMath.L9));
    w = w.fma(z, all(FloatMath.L7)).fma(z, all(FloatMath.L5)).fma(z, all(FloatMath.L3)).mul(z);
    FloatVector h = all(0.5f).mul(f).mul(f);
    FloatVector low = s.fma(h.add(w), n.mul(all(FloatMath.LN2_LO)));
    return n.fma(all(FloatMath.LN2_HI), f.sub(h.sub(low)));
  }

  /**
   * Returns the natural logarithm.
   *
   * @param series as {@link #logSeries} has it
   */
  public static FloatVector log(FloatVector x, FloatVector series) {
    FloatVector y = series.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    y = y.blend(all(Float.NEGATIVE_INFINITY), x.compare(VectorOperators.EQ, 0f));
    return all(Float.NaN).blend(y, x.compare(VectorOperators.GE, 0f));
  }

  /**
   * Returns the natural logarithm of 1 + x.
   *
   * @param log that of the rounded sum
   */
  public static FloatVector log1p(FloatVector x, FloatVector log) {
    FloatVector u = x.add(all(1f));
    FloatVector y = log.add(x.sub(u.sub(all(1f))).div(u));
    y = y.blend(x, u.compare(VectorOperators.EQ, 1f));
    y = y.blend(log, u.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    return y.blend(log, u.compare(VectorOperators.EQ, 0f));
  }

  /** Returns 1 / (1 + e^-x). */
  public static FloatVector sigmoid(FloatVector x) {
    return all(1f).div(exp(x.neg()).add(all(1f)));
  }

  /** Returns that of which {@link #tanh} wants {@link #expm1}. */
  public static FloatVector tanhArgument(FloatVector x) {
    return x.abs().mul(all(2f)).min(all(40f));
  }

  /**
   * Returns the hyperbolic tangent.
   *
   * @param e {@link #expm1} of {@link #tanhArgument}
   */
  public static FloatVector tanh(FloatVector x, FloatVector e) {
    return copySign(e.div(e.add(all(2f))), x);
  }

  private static FloatVector copySign(FloatVector magnitude, FloatVector sign) {
    IntVector s =
        sign.reinterpretAsInts().lanewise(VectorOperators.AND, IntVector.broadcast(I, 1 << 31));
    IntVector m =
        magnitude
            .reinterpretAsInts()
            .lanewise(VectorOperators.AND, IntVector.broadcast(I, Integer.MAX_VALUE));
    return m.lanewise(VectorOperators.OR, s).reinterpretAsFloats();
  }

  /** Returns the exponent of the error function's tail. */
  public static FloatVector erfExponent(FloatVector x) {
    FloatVector u = x.abs().min(all(FloatMath.ERF_ONE)).sub(all(FloatMath.Q_MID));
    FloatVector q = all(FloatMath.Q8).fma(u, all(FloatMath.Q7)).fma(u, all(FloatMath.Q6));
    q = q.fma(u, all(FloatMath.Q5)).fma(u, all(FloatMath.Q4)).fma(u, all(FloatMath.Q3));
    return q.fma(u, all(FloatMath.Q2)).fma(u, all(FloatMath.Q1)).fma(u, all(FloatMath.Q0));
  }

  /**
   * Returns the error function.
   *
   * @param e {@link #exp} of minus {@link #erfExponent}
   */
  public static FloatVector erf(FloatVector x, FloatVector e) {
    FloatVector z = x.mul(x);
    FloatVector p = all(FloatMath.P5).fma(z, all(FloatMath.P4));
    p = p.fma(z, all(FloatMath.P3)).fma(z, all(FloatMath.P2));
    p = p.fma(z, all(FloatMath.P1)).fma(z, all(FloatMath.P0)).mul(x);
    FloatVector far = copySign(all(1f).sub(e), x);
    return far.blend(p, x.abs().compare(VectorOperators.LT, FloatMath.ERF_TAIL));
  }

  /** Returns 1 / sqrt(x). */
  public static FloatVector rsqrt(FloatVector x) {
    return all(1f).div(x.sqrt());
  }
}
