package dev.imbrex.cpu.gemm;

/** A tile without the vector module: 6 rows and four steps over K at a time. */
final class PlainTile extends Tile {
  private static final int ROWS = 6;

  /** Accumulators and rows of B, for each thread. */
  private final ThreadLocal<float[][]> work;

  PlainTile(int columns) {
    super(ROWS, columns, Reach.WALK);
    work = ThreadLocal.withInitial(() -> new float[ROWS + PlainLoops.STEPS][columns]);
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
    for (; k + PlainLoops.STEPS <= to; k += PlainLoops.STEPS) {
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
        PlainLoops.add4(
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
      bk += PlainLoops.STEPS * bStride;
    }
    for (; k < to; k++) {
      System.arraycopy(b, bk, b0, 0, n);
      for (int i = 0; i < ROWS; i++) {
        PlainLoops.add(a[aAt + bases[basesAt + i] + walk[k]], b0, own[i]);
      }
      bk += bStride;
    }
    for (int i = 0; i < ROWS; i++) {
      System.arraycopy(own[i], 0, c, cAt + i * cStride, n);
    }
  }
}
