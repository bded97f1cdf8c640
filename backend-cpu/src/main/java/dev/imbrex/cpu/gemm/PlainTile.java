package dev.imbrex.cpu.gemm;

/**
 * A tile without the vector module: 6 rows in arrays of their own, whose loops the JIT turns into
 * vectors.
 */
final class PlainTile extends Tile {
  private static final int ROWS = 6;
  private static final int MAX_COLUMNS = 32;

  /** Accumulators and a row of B, for each thread. */
  private static final ThreadLocal<float[][]> WORK =
      ThreadLocal.withInitial(() -> new float[ROWS + 1][MAX_COLUMNS]);

  PlainTile(int columns) {
    super(ROWS, columns, Reach.WALK);
  }

  @Override
  public void run(
      float[] a,
      int aAt,
      int[] bases,
      int basesAt,
      int[] walk,
      int from,
      int to,
      float[] b,
      int bAt,
      int bStride,
      float[] init,
      int initAt,
      int initStride,
      float[] c,
      int cAt,
      int cStride) {
    int n = columns();
    float[][] work = WORK.get();
    float[] c0 = work[0];
    float[] c1 = work[1];
    float[] c2 = work[2];
    float[] c3 = work[3];
    float[] c4 = work[4];
    float[] c5 = work[5];
    float[] row = work[ROWS];
    System.arraycopy(init, initAt, c0, 0, n);
    System.arraycopy(init, initAt + initStride, c1, 0, n);
    System.arraycopy(init, initAt + 2 * initStride, c2, 0, n);
    System.arraycopy(init, initAt + 3 * initStride, c3, 0, n);
    System.arraycopy(init, initAt + 4 * initStride, c4, 0, n);
    System.arraycopy(init, initAt + 5 * initStride, c5, 0, n);
    int bk = bAt;
    for (int k = from; k < to; k++) {
      int at = aAt + walk[k];
      System.arraycopy(b, bk, row, 0, n);
      axpy(a[bases[basesAt] + at], a[bases[basesAt + 1] + at], row, c0, c1, n);
      axpy(a[bases[basesAt + 2] + at], a[bases[basesAt + 3] + at], row, c2, c3, n);
      axpy(a[bases[basesAt + 4] + at], a[bases[basesAt + 5] + at], row, c4, c5, n);
      bk += bStride;
    }
    System.arraycopy(c0, 0, c, cAt, n);
    System.arraycopy(c1, 0, c, cAt + cStride, n);
    System.arraycopy(c2, 0, c, cAt + 2 * cStride, n);
    System.arraycopy(c3, 0, c, cAt + 3 * cStride, n);
    System.arraycopy(c4, 0, c, cAt + 4 * cStride, n);
    System.arraycopy(c5, 0, c, cAt + 5 * cStride, n);
  }

  private static void axpy(float x, float y, float[] row, float[] c, float[] d, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = Math.fma(x, row[j], c[j]);
      d[j] = Math.fma(y, row[j], d[j]);
    }
  }
}
