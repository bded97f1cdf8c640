package dev.imbrex.cpu.gemm;

/**
 * A micro-kernel: {@link #rows} rows by {@link #columns} columns of C = init + A B, kept in
 * registers while it goes through K.
 */
public abstract class Tile {
  private final int rows;
  private final int columns;
  private final Reach reach;

  /** Creates a tile of fixed extents. */
  Tile(int rows, int columns, Reach reach) {
    this.rows = rows;
    this.columns = columns;
    this.reach = reach;
  }

  /** Returns the number of rows. */
  public final int rows() {
    return rows;
  }

  /** Returns the number of columns. */
  public final int columns() {
    return columns;
  }

  /**
   * Returns what it can reach: {@link Reach#RUN} wants {@code walk[k] = walk[from] + k - from} and
   * {@link Reach#BLOCK} wants {@code bases[basesAt + i] = bases[basesAt] + i} throughout a call,
   * {@link Reach#PACKED} this and {@code walk[k] = walk[from] + (k - from) rows}.
   */
  final Reach reach() {
    return reach;
  }

  /**
   * Computes one tile. All rows and columns are computed and stored.
   *
   * @param a the left matrix
   * @param aAt where it begins
   * @param bases where each row begins from there; {@link #rows} numbers from {@code basesAt}
   * @param walk step k over K reads, in each row, the element {@code walk[k]} behind its base
   * @param from the first step
   * @param to the step after the last
   * @param b the right matrix: step k reads {@link #columns} elements from {@code bAt + (k - from)
   *     bStride}
   * @param init what C begins with: row i has {@link #columns} elements from {@code initAt + i
   *     initStride} (a stride of 0 for a bias)
   * @param c where the result goes: row i to {@code cAt + i cStride}; may be {@code init} itself
   */
  public abstract void run(
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
      int cStride);
}
