package dev.imbrex.cpu.gemm;

/**
 * C = init + A B for some rows and one panel of columns, tile by tile. Holds the work space of one
 * worker; not safe for use from several threads at one time.
 */
public final class Product {
  private final float[] edge;
  private final float[] edgeInit;

  /** Creates the work space of one worker. */
  public Product(Tiles tiles) {
    this.edge = new float[tiles.mostRows() * tiles.wide()];
    this.edgeInit = new float[edge.length];
  }

  /**
   * Computes some rows of one panel of columns. K is gone in pieces, each for all rows; sums wait
   * in C meanwhile.
   *
   * @param tiles which tile computes which rows
   * @param a the left matrix
   * @param aAt where it begins
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
      RowTiles tiles,
      float[] a,
      int aAt,
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
    int[] walk = steps.offsets();
    int from = 0;
    float[] before = init;
    int beforeAt = initAt;
    int beforeStride = initStride;
    for (int to : steps.ends(tiles.contiguous())) {
      int at = bAt + from * bStride;
      for (RowTiles.Part p : tiles.parts()) {
        int[] rows = p.rows();
        int into = cAt + rows[0] * cStride;
        if (p.neighbours() && rows.length == p.tile().rows() && valid == width) {
          int first = beforeAt + rows[0] * beforeStride;
          p.tile()
              .run(
                  a,
                  aAt,
                  p.bases(),
                  0,
                  walk,
                  from,
                  to,
                  b,
                  at,
                  bStride,
                  before,
                  first,
                  beforeStride,
                  c,
                  into,
                  cStride);
        } else {
          edge(
              p,
              a,
              aAt,
              walk,
              from,
              to,
              b,
              at,
              bStride,
              before,
              beforeAt,
              beforeStride,
              width,
              valid);
          for (int r = 0; r < rows.length; r++) {
            System.arraycopy(edge, r * width, c, cAt + rows[r] * cStride, valid);
          }
        }
      }
      from = to;
      before = c;
      beforeAt = cAt;
      beforeStride = cStride;
    }
  }

  /** Computes a tile of which not all rows or columns are wanted, aside. */
  private void edge(
      RowTiles.Part p,
      float[] a,
      int aAt,
      int[] walk,
      int from,
      int to,
      float[] b,
      int bAt,
      int bStride,
      float[] init,
      int initAt,
      int initStride,
      int width,
      int valid) {
    float[] begin = init;
    int beginAt = initAt;
    int beginStride = 0;
    if (initStride != 0) {
      int[] rows = p.rows();
      for (int r = 0; r < rows.length; r++) {
        System.arraycopy(init, initAt + rows[r] * initStride, edgeInit, r * width, valid);
      }
      begin = edgeInit;
      beginAt = 0;
      beginStride = width;
    }
    p.tile()
        .run(
            a,
            aAt,
            p.bases(),
            0,
            walk,
            from,
            to,
            b,
            bAt,
            bStride,
            begin,
            beginAt,
            beginStride,
            edge,
            0,
            width);
  }
}
