package dev.imbrex.cpu.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Copies elements that lie in a fixed pattern side by side. To be used with vectors only. */
public final class Picker {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private final int[] pattern;

  private Picker(int[] pattern) {
    this.pattern = pattern;
  }

  /**
   * Returns what copies elements (i, j) of {@code [rows, columns]}, where they lie {@code i
   * rowStride + j columnStride} behind the first, in row-major order.
   */
  public static Picker of(int rows, int rowStride, int columns, int columnStride) {
    int[] p = new int[Math.multiplyExact(rows, columns)];
    for (int e = 0; e < p.length; e++) {
      p[e] = e / columns * rowStride + e % columns * columnStride;
    }
    return new Picker(p);
  }

  /** Copies to {@code to} on the first n elements that lie in the pattern from {@code from} on. */
  public void copy(float[] src, int from, float[] dst, int to, int n) {
    int whole = S.loopBound(n);
    for (int e = 0; e < whole; e += L) {
      FloatVector.fromArray(S, src, from, pattern, e).intoArray(dst, to + e);
    }
    for (int e = whole; e < n; e++) {
      dst[to + e] = src[from + pattern[e]];
    }
  }
}
