package dev.imbrex.cpu.gemm;

/**
 * C = init + A B for a block of rows and one panel of columns, tile by tile. Holds the work space
 * of one worker; not safe for use from several threads at one time.
 */
public final class Product {
  private final Tiles tiles;
  private final float[] edge;
  private final float[] edgeInit;

  /** Creates the work space of one worker. */
  public Product(Tiles tiles) {
    this.tiles = tiles;
    this.edge = new float[tiles.mostRows() * tiles.wide()];
    this.edgeInit = new float[edge.length];
  }

  /**
   * Computes rows [0, rows) of one panel of columns.
   *
   * @param a the left matrix
   * @param aAt where it begins
   * @param bases where its rows begin from there; at least {@link Tiles#mostRows} - 1 more numbers
   *     than rows, all of them valid bases
   * @param steps the walk over K
   * @param b the right matrix: the panel's first row begins at {@code bAt}, the next {@code
   *     bStride} behind it, each as wide as the panel
   * @param init row i of what C begins with is at {@code initAt + i initStride}; has the panel's
   *     full width if the stride is 0, else its valid width
   * @param c row i goes to {@code cAt + i cStride}; only the panel's valid width is written
   * @param width the panel's width
   * @param valid how many of its columns exist in C
   */
  public void run(
      float[] a,
      int aAt,
      int[] bases,
      int rows,
      Steps steps,
      float[] b,
      int bAt,
      int bStride,
      float[] init,
      int initAt,
      int initStride,
      float[] c,
      int cAt,
      int cStride,
      int width,
      int valid) {
    Tile tile = tiles.pick(width, steps.count(), steps.ends().length);
    int high = tile.rows();
    for (int i = 0; i < rows; i += high) {
      int here = Math.min(high, rows - i);
      int to = cAt + i * cStride;
      int from = initAt + i * initStride;
      if (here == high && valid == width) {
        along(
            tile, a, aAt, bases, i, steps, b, bAt, bStride, init, from, initStride, c, to, cStride);
        continue;
      }
      if (initStride == 0) {
        along(tile, a, aAt, bases, i, steps, b, bAt, bStride, init, from, 0, edge, 0, width);
      } else {
        for (int r = 0; r < here; r++) {
          System.arraycopy(init, from + r * initStride, edgeInit, r * width, valid);
        }
        along(tile, a, aAt, bases, i, steps, b, bAt, bStride, edgeInit, 0, width, edge, 0, width);
      }
      for (int r = 0; r < here; r++) {
        System.arraycopy(edge, r * width, c, to + r * cStride, valid);
      }
    }
  }

  /** Computes one tile, run by run where it wants runs. */
  private static void along(
      Tile tile,
      float[] a,
      int aAt,
      int[] bases,
      int i,
      Steps steps,
      float[] b,
      int bAt,
      int bStride,
      float[] init,
      int initAt,
      int initStride,
      float[] c,
      int cAt,
      int cStride) {
    int[] walk = steps.offsets();
    if (!tile.runs()) {
      int n = walk.length;
      tile.run(
          a, aAt, bases, i, walk, 0, n, b, bAt, bStride, init, initAt, initStride, c, cAt, cStride);
      return;
    }
    int[] ends = steps.ends();
    int from = 0;
    for (int e = 0; e < ends.length; e++) {
      int to = ends[e];
      int at = bAt + from * bStride;
      if (e == 0) {
        tile.run(
            a,
            aAt,
            bases,
            i,
            walk,
            0,
            to,
            b,
            at,
            bStride,
            init,
            initAt,
            initStride,
            c,
            cAt,
            cStride);
      } else {
        tile.run(
            a, aAt, bases, i, walk, from, to, b, at, bStride, c, cAt, cStride, c, cAt, cStride);
      }
      from = to;
    }
  }
}
