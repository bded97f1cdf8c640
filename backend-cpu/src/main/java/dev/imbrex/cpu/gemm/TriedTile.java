package dev.imbrex.cpu.gemm;

/** A tile of vectors, for which scalars do the work until vectors are faster ({@link Trial}). */
final class TriedTile extends Tile {
  private final Tile vectors;
  private final ScalarTile scalars = new ScalarTile();
  private final Trial trial = new Trial();

  private TriedTile(Tile vectors) {
    super(vectors.rows(), vectors.columns(), vectors.reach());
    this.vectors = vectors;
  }

  /** Returns a tile to be tried, or the tile itself where scalars can not stand in for it. */
  static Tile of(Tile vectors) {
    boolean divides =
        vectors.rows() % ScalarTile.ROWS == 0 && vectors.columns() % ScalarTile.COLUMNS == 0;
    return divides ? new TriedTile(vectors) : vectors;
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
    if (trial.settled()) {
      vectors.run(
          a,
          aAt,
          bases,
          basesAt,
          walk,
          from,
          to,
          b,
          bAt,
          bStride,
          init,
          initAt,
          initStride,
          c,
          cAt,
          cStride);
      return;
    }
    Trial.Turn turn = trial.next();
    long begin = turn == Trial.Turn.PLAIN ? 0 : System.nanoTime();
    if (turn == Trial.Turn.VECTORS) {
      vectors.run(
          a,
          aAt,
          bases,
          basesAt,
          walk,
          from,
          to,
          b,
          bAt,
          bStride,
          init,
          initAt,
          initStride,
          c,
          cAt,
          cStride);
    } else {
      for (int i = 0; i < rows(); i += ScalarTile.ROWS) {
        for (int j = 0; j < columns(); j += ScalarTile.COLUMNS) {
          int initial = initAt + i * initStride + j;
          int into = cAt + i * cStride + j;
          scalars.run(
              a,
              aAt,
              bases,
              basesAt + i,
              walk,
              from,
              to,
              b,
              bAt + j,
              bStride,
              init,
              initial,
              initStride,
              c,
              into,
              cStride);
        }
      }
    }
    if (turn != Trial.Turn.PLAIN) {
      trial.took(turn, System.nanoTime() - begin, to - from);
    }
  }
}
