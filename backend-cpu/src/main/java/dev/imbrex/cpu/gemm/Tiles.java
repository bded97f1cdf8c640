package dev.imbrex.cpu.gemm;

import java.util.List;

/**
 * The tiles for one width of vectors: for wide and for narrow panels of columns, each as a tile for
 * contiguous runs of K and one for any walk.
 */
public final class Tiles {
  /** From this average length on, contiguous runs are worth a tile call each. */
  private static final int LEAST_RUN = 16;

  private final Tile wideRun;
  private final Tile wideWalk;
  private final Tile narrowRun;
  private final Tile narrowWalk;

  private Tiles(Tile wideRun, Tile wideWalk, Tile narrowRun, Tile narrowWalk) {
    this.wideRun = wideRun;
    this.wideWalk = wideWalk;
    this.narrowRun = narrowRun;
    this.narrowWalk = narrowWalk;
  }

  /** Returns the tiles without vectors. */
  public static Tiles plain() {
    Tile wide = new PlainTile(32);
    Tile narrow = new PlainTile(16);
    return new Tiles(wide, wide, narrow, narrow);
  }

  /**
   * Returns the tiles for the machine's vectors; to be called only where the vector module is
   * present.
   *
   * @param lanes floats per vector
   */
  public static Tiles vectors(int lanes) {
    // 16 lanes come with 32 registers (AVX-512), 8 with 16 (AVX2), 4 with 32 (NEON) or 16 (SSE).
    return lanes == 16
        ? new Tiles(new Run12x2(), new Walk6x2(), new Run12x1(), new Walk12x1())
        : new Tiles(new Run6x2(), new Walk6x2(), new Run6x1(), new Walk6x1());
  }

  /** Returns the width of wide panels of columns. */
  public int wide() {
    return wideRun.columns();
  }

  /** Returns the width of narrow panels of columns. */
  public int narrow() {
    return narrowRun.columns();
  }

  /** Returns the largest number of rows of any tile. */
  public int mostRows() {
    return all().stream().mapToInt(Tile::rows).max().orElseThrow();
  }

  /** Returns all tiles. */
  public List<Tile> all() {
    return List.of(wideRun, wideWalk, narrowRun, narrowWalk);
  }

  /**
   * Returns the tile for a panel and a walk.
   *
   * @param columns the panel's width, {@link #wide} or {@link #narrow}
   * @param steps the number of steps over K
   * @param runs into how many contiguous runs they fall
   */
  Tile pick(int columns, int steps, int runs) {
    boolean run = steps >= (long) LEAST_RUN * runs;
    if (columns == wide()) {
      return run ? wideRun : wideWalk;
    }
    return run ? narrowRun : narrowWalk;
  }
}
