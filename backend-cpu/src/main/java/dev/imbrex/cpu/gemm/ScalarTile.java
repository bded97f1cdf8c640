package dev.imbrex.cpu.gemm;

/**
 * A tile of 2 rows by 8 columns without the vector module, for products of few columns: loops over
 * so few are not worth the JIT's vectors, but 16 sums in registers keep the multipliers busy.
 */
final class ScalarTile extends Tile {
  static final int ROWS = 2;
  static final int COLUMNS = 8;

  ScalarTile() {
    super(ROWS, COLUMNS, Reach.WALK);
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
    int a0 = aAt + bases[basesAt];
    int a1 = aAt + bases[basesAt + 1];
    float c00 = init[initAt];
    float c01 = init[initAt + 1];
    float c02 = init[initAt + 2];
    float c03 = init[initAt + 3];
    float c04 = init[initAt + 4];
    float c05 = init[initAt + 5];
    float c06 = init[initAt + 6];
    float c07 = init[initAt + 7];
    int i1 = initAt + initStride;
    float c10 = init[i1];
    float c11 = init[i1 + 1];
    float c12 = init[i1 + 2];
    float c13 = init[i1 + 3];
    float c14 = init[i1 + 4];
    float c15 = init[i1 + 5];
    float c16 = init[i1 + 6];
    float c17 = init[i1 + 7];
    int bk = bAt;
    for (int k = from; k < to; k++) {
      float x0 = a[a0 + walk[k]];
      float x1 = a[a1 + walk[k]];
      float y = b[bk];
      c00 = Math.fma(x0, y, c00);
      c10 = Math.fma(x1, y, c10);
      y = b[bk + 1];
      c01 = Math.fma(x0, y, c01);
      c11 = Math.fma(x1, y, c11);
      y = b[bk + 2];
      c02 = Math.fma(x0, y, c02);
      c12 = Math.fma(x1, y, c12);
      y = b[bk + 3];
      c03 = Math.fma(x0, y, c03);
      c13 = Math.fma(x1, y, c13);
      y = b[bk + 4];
      c04 = Math.fma(x0, y, c04);
      c14 = Math.fma(x1, y, c14);
      y = b[bk + 5];
      c05 = Math.fma(x0, y, c05);
      c15 = Math.fma(x1, y, c15);
      y = b[bk + 6];
      c06 = Math.fma(x0, y, c06);
      c16 = Math.fma(x1, y, c16);
      y = b[bk + 7];
      c07 = Math.fma(x0, y, c07);
      c17 = Math.fma(x1, y, c17);
      bk += bStride;
    }
    c[cAt] = c00;
    c[cAt + 1] = c01;
    c[cAt + 2] = c02;
    c[cAt + 3] = c03;
    c[cAt + 4] = c04;
    c[cAt + 5] = c05;
    c[cAt + 6] = c06;
    c[cAt + 7] = c07;
    int c1 = cAt + cStride;
    c[c1] = c10;
    c[c1 + 1] = c11;
    c[c1 + 2] = c12;
    c[c1 + 3] = c13;
    c[c1 + 4] = c14;
    c[c1 + 5] = c15;
    c[c1 + 6] = c16;
    c[c1 + 7] = c17;
  }
}
