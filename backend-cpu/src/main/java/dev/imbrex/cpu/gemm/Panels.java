package dev.imbrex.cpu.gemm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The right matrix B {@code [K, N]} cut into panels of columns, each as wide as a tile: wide ones
 * first, then narrow ones; the last may reach beyond N, where it is filled with zeros.
 *
 * <p>Packed, a panel's K rows lie one behind the other; in place, they are as far apart as the
 * matrix's.
 */
public final class Panels {
  private final Packing packing;
  private final int columns;
  private final int depth;
  private final int wide;
  private final int wideCount;
  private final int narrow;
  private final int narrowCount;

  /** Creates the panels of a K x N matrix for these tiles. */
  public Panels(Tiles tiles, int depth, int columns) {
    this.packing = tiles.packing();
    this.depth = depth;
    this.columns = columns;
    this.wide = tiles.wide();
    this.narrow = tiles.narrow();
    int left = columns % wide;
    // A remainder of more than one narrow panel is cheaper as one wide panel than as several
    // passes.
    boolean roundUp = left > wide - narrow;
    this.wideCount = columns / wide + (roundUp ? 1 : 0);
    this.narrowCount = roundUp ? 0 : (left + narrow - 1) / narrow;
  }

  /** Returns the number of panels. */
  public int count() {
    return wideCount + narrowCount;
  }

  /** Returns K. */
  public int depth() {
    return depth;
  }

  /** Returns N rounded up to whole panels. */
  public int paddedColumns() {
    return wideCount * wide + narrowCount * narrow;
  }

  /** Returns the first column of a panel. */
  public int start(int panel) {
    return panel <= wideCount ? panel * wide : wideCount * wide + (panel - wideCount) * narrow;
  }

  /** Returns the width of a panel. */
  public int width(int panel) {
    return panel < wideCount ? wide : narrow;
  }

  /** Returns how many of a panel's columns are those of the matrix. */
  public int validWidth(int panel) {
    return Math.min(width(panel), columns - start(panel));
  }

  /** Returns, for each panel, which tile computes which rows of a product with it. */
  public RowTiles[] tiles(Tiles tiles, Steps steps, int[] bases) {
    RowTiles[] t = new RowTiles[count()];
    for (int p = 0; p < t.length; p++) {
      t[p] =
          p > 0 && width(p) == width(p - 1) ? t[p - 1] : RowTiles.of(tiles, width(p), steps, bases);
    }
    return t;
  }

  /** Returns how many floats the packed panels take. */
  public int packedSize() {
    return Math.multiplyExact(depth, paddedColumns());
  }

  /** Returns where a packed panel begins. */
  public int packedAt(int panel) {
    return start(panel) * depth;
  }

  /**
   * Packs rows [from, to) of one panel from a matrix whose element (k, j) is at {@code bAt + k
   * kStride + j jStride}; one of the strides is 1.
   */
  public void pack(
      int panel,
      int from,
      int to,
      float[] b,
      int bAt,
      int kStride,
      int jStride,
      float[] packed,
      int at) {
    int w = width(panel);
    int src = bAt + from * kStride + start(panel) * jStride;
    int dst = at + packedAt(panel) + from * w;
    if (jStride == 1) {
      packing.rows(b, src, kStride, to - from, validWidth(panel), packed, dst, w);
    } else {
      packing.columns(b, src, jStride, to - from, validWidth(panel), packed, dst, w);
    }
  }

  /**
   * Packs rows of the left matrix, as {@link RowTiles#packed} wants them.
   *
   * @param a row i begins at {@code aAt + i stride}
   * @param packed has room for one vector behind {@code rows}, rounded up to whole tiles, times K
   */
  public void packLeft(
      Tile tile, int rows, float[] a, int aAt, int stride, float[] packed, int at) {
    for (int i = 0; i < rows; i += tile.rows()) {
      int valid = Math.min(tile.rows(), rows - i);
      packing.columns(
          a, aAt + i * stride, stride, depth, valid, packed, at + i * depth, tile.rows());
    }
  }

  /**
   * Fills one panel's row of what the product begins with: the bias, or zeros where there is none.
   */
  public void packInit(int panel, float @Nullable [] bias, int biasAt, float[] packed, int at) {
    int first = at + start(panel);
    Arrays.fill(packed, first, first + width(panel), 0);
    if (bias != null) {
      System.arraycopy(bias, biasAt + start(panel), packed, first, validWidth(panel));
    }
  }
}
