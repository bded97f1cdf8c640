package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.math.FloatMath;

/**
 * The sigmoid and what is made of it, without the vector module. Of its exponential the JIT makes
 * vectors, but for the power of two, whose bits it would take one by one: so there are loops over
 * whole arrays of a block before and behind that, with the bits of {@link FloatMath}.
 */
final class PlainSigmoid {
  /** Floats of a block: what all stages hold stays in the first-level cache. */
  private static final int BLOCK = 512;

  private static final ThreadLocal<PlainSigmoid> OWN = ThreadLocal.withInitial(PlainSigmoid::new);

  private final float[] x = new float[BLOCK];
  private final float[] g = new float[BLOCK];
  private final float[] scaled = new float[BLOCK];
  private final float[] mantissa = new float[BLOCK];
  private final float[] result = new float[BLOCK];

  private PlainSigmoid() {}

  /** d = 1 / (1 + e^-a). */
  static void sigmoid(float[] a, int at, float[] d, int to, int n) {
    PlainSigmoid own = OWN.get();
    for (int i = 0; i < n; i += BLOCK) {
      int count = Math.min(BLOCK, n - i);
      own.sigmoid(a, at + i, count);
      System.arraycopy(own.result, 0, d, to + i, count);
    }
  }

  /** d = a sigmoid(a). */
  static void swish(float[] a, int at, float[] d, int to, int n) {
    PlainSigmoid own = OWN.get();
    for (int i = 0; i < n; i += BLOCK) {
      int count = Math.min(BLOCK, n - i);
      own.sigmoid(a, at + i, count);
      multiply(own.x, own.result, count);
      System.arraycopy(own.result, 0, d, to + i, count);
    }
  }

  /** d = b (s (a (1 - s) + 1)) with s = sigmoid(a). */
  static void swishGradient(float[] a, int at, float[] b, int bt, float[] d, int to, int n) {
    PlainSigmoid own = OWN.get();
    for (int i = 0; i < n; i += BLOCK) {
      int count = Math.min(BLOCK, n - i);
      own.sigmoid(a, at + i, count);
      System.arraycopy(b, bt + i, own.g, 0, count);
      gradient(own.x, own.g, own.result, count);
      System.arraycopy(own.result, 0, d, to + i, count);
    }
  }

  /** Leaves a part of {@code a} in {@code x} and its sigmoid in {@code result}. */
  private void sigmoid(float[] a, int at, int n) {
    System.arraycopy(a, at, x, 0, n);
    FloatMath.expSeriesOfNegated(x, scaled, mantissa, n);
    FloatMath.expPower(scaled, mantissa, result, n);
    invert(result, n);
  }

  private static void invert(float[] e, int n) {
    for (int i = 0; i < n; i++) {
      e[i] = 1f / (1f + e[i]);
    }
  }

  private static void multiply(float[] x, float[] s, int n) {
    for (int i = 0; i < n; i++) {
      s[i] = x[i] * s[i];
    }
  }

  private static void gradient(float[] x, float[] g, float[] s, int n) {
    for (int i = 0; i < n; i++) {
      s[i] = g[i] * (s[i] * (x[i] * (1f - s[i]) + 1f));
    }
  }
}
