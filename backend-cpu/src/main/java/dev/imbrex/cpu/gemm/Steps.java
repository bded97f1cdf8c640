package dev.imbrex.cpu.gemm;

import java.util.Arrays;

/** The walk over K: an offset for each step, and in which pieces it is gone. */
public final class Steps {
  /**
   * The most steps of a piece: so many rows of a panel of B stay in the first-level cache while all
   * rows of A go by.
   */
  private static final int MOST = 256;

  private final int[] offsets;
  private final int runs;
  private final int[] runEnds;
  private final int[] ends;

  private Steps(int[] offsets) {
    this.offsets = offsets;
    int[] e = new int[offsets.length];
    int n = 0;
    int count = 0;
    int from = 0;
    for (int k = 1; k <= offsets.length; k++) {
      if (k == offsets.length || offsets[k] != offsets[k - 1] + 1) {
        count++;
        n = pieces(from, k, e, n);
        from = k;
      }
    }
    this.runs = count;
    this.runEnds = Arrays.copyOf(e, n);
    this.ends = Arrays.copyOf(e, pieces(0, offsets.length, e, 0));
  }

  /** Cuts steps [from, to) into pieces of about the same size; returns how many there are now. */
  private static int pieces(int from, int to, int[] ends, int have) {
    int parts = (to - from + MOST - 1) / MOST;
    for (int p = 1; p <= parts; p++) {
      ends[have + p - 1] = from + (int) ((long) (to - from) * p / parts);
    }
    return have + parts;
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

  /** Returns into how many contiguous runs they fall. */
  int runs() {
    return runs;
  }

  int[] offsets() {
    return offsets;
  }

  /**
   * Returns, for each piece, the step after its last.
   *
   * @param contiguous whether each piece must be part of one contiguous run
   */
  int[] ends(boolean contiguous) {
    return contiguous ? runEnds : ends;
  }
}
