package dev.imbrex.cpu.gemm;

/**
 * A strip of vectors, for which plain loops do the work until vectors are faster ({@link Trial}).
 */
final class TriedStrip extends Strip {
  private final Strip vectors;
  private final Strip plain;
  private final Trial trial = new Trial();

  TriedStrip(Strip vectors) {
    super(vectors.filters(), vectors.pixels());
    this.vectors = vectors;
    this.plain = new PlainStrip(vectors.filters(), vectors.pixels());
  }

  @Override
  public void run(
      float[] f,
      int fAt,
      float[] x,
      int xAt,
      int[] walk,
      float[] init,
      int initAt,
      float[] c,
      int cAt,
      int cStride) {
    if (trial.settled()) {
      vectors.run(f, fAt, x, xAt, walk, init, initAt, c, cAt, cStride);
      return;
    }
    Trial.Turn turn = trial.next();
    long begin = turn == Trial.Turn.PLAIN ? 0 : System.nanoTime();
    Strip chosen = turn == Trial.Turn.VECTORS ? vectors : plain;
    chosen.run(f, fAt, x, xAt, walk, init, initAt, c, cAt, cStride);
    if (turn != Trial.Turn.PLAIN) {
      trial.took(turn, System.nanoTime() - begin, walk.length);
    }
  }
}
