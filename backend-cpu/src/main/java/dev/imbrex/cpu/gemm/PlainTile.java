package dev.imbrex.cpu.gemm;

/**
 * A tile without the vector module: 6 rows and 4 steps over K at a time, in arrays of their own,
 * for the JIT turns loops over whole arrays into vectors, but not those over parts of one array.
 */
final class PlainTile extends Tile {
  private static final int ROWS = 6;
  private static final int STEPS = 4;

  /** Accumulators and rows of B, for each thread. */
  private final ThreadLocal<float[][]> work;

  PlainTile(int columns) {
    super(ROWS, columns, Reach.WALK);
    work = ThreadLocal.withInitial(() -> new float[ROWS + STEPS][columns]);
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
    float[][] own = work.get();
    float[] b0 = own[ROWS];
    float[] b1 = own[ROWS + 1];
    float[] b2 = own[ROWS + 2];
    float[] b3 = own[ROWS + 3];
    for (int i = 0; i < ROWS; i++) {
      System.arraycopy(init, initAt + i * initStride, own[i], 0, n);
    }
    int bk = bAt;
    int k = from;
    for (; k + STEPS <= to; k += STEPS) {
      System.arraycopy(b, bk, b0, 0, n);
      System.arraycopy(b, bk + bStride, b1, 0, n);
      System.arraycopy(b, bk + 2 * bStride, b2, 0, n);
      System.arraycopy(b, bk + 3 * bStride, b3, 0, n);
      for (int i = 0; i < ROWS; i += 2) {
        int x = aAt + bases[basesAt + i];
        int y = aAt + bases[basesAt + i + 1];
        int at0 = walk[k];
        int at1 = walk[k + 1];
        int at2 = walk[k + 2];
        int at3 = walk[k + 3];
        add(
            a[x + at0],
            a[x + at1],
            a[x + at2],
            a[x + at3],
            a[y + at0],
            a[y + at1],
            a[y + at2],
            a[y + at3],
            b0,
            b1,
            b2,
            b3,
            own[i],
            own[i + 1]);
      }
      bk += STEPS * bStride;
    }
    for (; k < to; k++) {
      System.arraycopy(b, bk, b0, 0, n);
      for (int i = 0; i < ROWS; i++) {
        add(a[aAt + bases[basesAt + i] + walk[k]], b0, own[i]);
      }
      bk += bStride;
    }
    for (int i = 0; i < ROWS; i++) {
      System.arraycopy(own[i], 0, c, cAt + i * cStride, n);
    }
  }

  /** Adds four steps to two rows. */
  private static void add(
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

  /** Adds a step to a row. */
  private static void add(float x, float[] b, float[] c) {
    for (int j = 0; j < b.length; j++) {
      c[j] = Math.fma(x, b[j], c[j]);
    }
  }
}
