package dev.imbrex.cpu.gemm;

/**
 * The inner loops of products without the vector module, over whole arrays: the JIT turns those
 * into vectors, but not loops over parts of one array.
 */
final class PlainLoops {
  /** How many steps over K {@link #add4} takes. */
  static final int STEPS = 4;

  private PlainLoops() {}

  /**
   * Adds four steps to two rows: {@code c += x0 b0 + … + x3 b3} and {@code d += y0 b0 + … + y3 b3},
   * one fused multiply-add after the other.
   */
  static void add4(
      float x0,
      float x1,
      float x2,
      float x3,
      float y0,
      float y1,
      float y2,
      float y3,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float[] c,
      float[] d) {
    for (int j = 0; j < b0.length; j++) {
      c[j] =
          Math.fma(x3, b3[j], Math.fma(x2, b2[j], Math.fma(x1, b1[j], Math.fma(x0, b0[j], c[j]))));
      d[j] =
          Math.fma(y3, b3[j], Math.fma(y2, b2[j], Math.fma(y1, b1[j], Math.fma(y0, b0[j], d[j]))));
    }
  }

  /** Adds a step to a row: {@code c += x b}. */
  static void add(float x, float[] b, float[] c) {
    for (int j = 0; j < b.length; j++) {
      c[j] = Math.fma(x, b[j], c[j]);
    }
  }
}
