package dev.imbrex.cpu.gemm;

import java.util.Arrays;

/** The walk over K: an offset for each step, and where it falls into contiguous runs. */
public final class Steps {
  private final int[] offsets;
  private final int[] ends;

  private Steps(int[] offsets) {
    this.offsets = offsets;
    int[] e = new int[offsets.length];
    int n = 0;
    for (int k = 1; k <= offsets.length; k++) {
      if (k == offsets.length || offsets[k] != offsets[k - 1] + 1) {
        e[n++] = k;
      }
    }
    this.ends = Arrays.copyOf(e, n);
  }

  /** Returns the steps 0, stride, 2 stride, … */
  public static Steps of(int count, int stride) {
    return nested(1, 0, 1, 0, count, stride);
  }

  /** Returns the steps of three nested loops: offset (r rStride + s sStride + t tStride). */
  public static Steps nested(int r, int rStride, int s, int sStride, int t, int tStride) {
    int[] o = new int[Math.multiplyExact(Math.multiplyExact(r, s), t)];
    int k = 0;
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < s; j++) {
        for (int l = 0; l < t; l++) {
          o[k++] = i * rStride + j * sStride + l * tStride;
        }
      }
    }
    return new Steps(o);
  }

  /** Returns the number of steps: K. */
  public int count() {
    return offsets.length;
  }

  int[] offsets() {
    return offsets;
  }

  /** Returns, for each contiguous run, the step after its last. */
  int[] ends() {
    return ends;
  }
}
