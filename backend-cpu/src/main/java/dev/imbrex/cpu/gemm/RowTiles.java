package dev.imbrex.cpu.gemm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which tile computes which rows of a product.
 *
 * <p>Where K is gone in long contiguous runs, rows are taken in their order. Where rows lie one
 * behind the other instead (channels of a picture, columns of a matrix), those tiles are taken that
 * make most of it, and what they leave over is collected for tiles that reach anything.
 */
public final class RowTiles {
  /** From this average length on, contiguous runs of K are worth a tile call each. */
  private static final int LEAST_RUN = 48;

  /**
   * Some rows for one tile.
   *
   * @param bases where they begin; the last is repeated where the tile has more rows
   * @param rows which rows of C they are
   * @param neighbours whether these lie one behind the other
   */
  record Part(Tile tile, int[] bases, int[] rows, boolean neighbours) {
    static Part of(Tile tile, int[] bases, int[] rows) {
      int[] b = new int[tile.rows()];
      boolean neighbours = true;
      for (int i = 0; i < b.length; i++) {
        int row = Math.min(i, rows.length - 1);
        b[i] = bases[rows[row]];
        neighbours &= rows[row] == rows[0] + row;
      }
      return new Part(tile, b, rows, neighbours);
    }
  }

  private final boolean contiguous;
  private final Part[] parts;

  private RowTiles(boolean contiguous, List<Part> parts) {
    this.contiguous = contiguous;
    this.parts = parts.toArray(new Part[0]);
  }

  /**
   * Deals out rows.
   *
   * @param columns the panels' width, {@link Tiles#wide} or {@link Tiles#narrow}
   * @param steps the walk over K
   * @param bases where each row begins
   */
  public static RowTiles of(Tiles tiles, int columns, Steps steps, int[] bases) {
    List<Part> parts = new ArrayList<>();
    List<Tile> runs = tiles.of(columns, Reach.RUN);
    if (!runs.isEmpty() && steps.count() >= (long) LEAST_RUN * steps.runs()) {
      inOrder(runs, bases, upTo(0, bases.length), parts);
      return new RowTiles(true, parts);
    }
    List<Tile> blocks = tiles.of(columns, Reach.BLOCK);
    List<Integer> left = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= bases.length; i++) {
      if (i == bases.length || bases[i] != bases[i - 1] + 1) {
        int done = blocks(blocks, bases, from, i, parts);
        for (int row = done; row < i; row++) {
          left.add(row);
        }
        from = i;
      }
    }
    int[] rest = left.stream().mapToInt(Integer::intValue).toArray();
    inOrder(tiles.of(columns, Reach.WALK), bases, rest, parts);
    return new RowTiles(false, parts);
  }

  /**
   * Deals out the rows of a packed left matrix: those of one tile lie together, step by step, and
   * behind them those of the next.
   *
   * @param tile one that reaches {@link Reach#PACKED}
   * @param depth K
   */
  public static RowTiles packed(Tile tile, int rows, int depth) {
    List<Part> parts = new ArrayList<>();
    for (int at = 0; at < rows; at += tile.rows()) {
      int[] bases = new int[tile.rows()];
      for (int i = 0; i < bases.length; i++) {
        bases[i] = at * depth + i;
      }
      int[] of = upTo(at, Math.min(rows, at + tile.rows()));
      parts.add(new Part(tile, bases, of, true));
    }
    return new RowTiles(false, parts);
  }

  /** Deals out all of these rows in their order; the last tile may have rows too many. */
  private static void inOrder(List<Tile> tiles, int[] bases, int[] rows, List<Part> parts) {
    int at = 0;
    while (at < rows.length) {
      Tile tile = tiles.get(0);
      for (Tile smaller : tiles) {
        if (smaller.rows() >= rows.length - at) {
          tile = smaller;
        }
      }
      int to = Math.min(rows.length, at + tile.rows());
      parts.add(Part.of(tile, bases, Arrays.copyOfRange(rows, at, to)));
      at = to;
    }
  }

  /**
   * Deals out neighbouring rows [from, to) to as many of the highest tiles as leave the fewest rows
   * over.
   *
   * @return the first row that is left over
   */
  private static int blocks(List<Tile> tiles, int[] bases, int from, int to, List<Part> parts) {
    if (tiles.isEmpty()) {
      return from;
    }
    Tile high = tiles.get(0);
    Tile low = tiles.get(tiles.size() - 1);
    int n = to - from;
    int best = n / high.rows();
    for (int count = best; count >= 0; count--) {
      int least = (n - best * high.rows()) % low.rows();
      if ((n - count * high.rows()) % low.rows() < least) {
        best = count;
      }
    }
    int row = from;
    for (int i = 0; i < best; i++, row += high.rows()) {
      parts.add(Part.of(high, bases, upTo(row, row + high.rows())));
    }
    for (; row + low.rows() <= to; row += low.rows()) {
      parts.add(Part.of(low, bases, upTo(row, row + low.rows())));
    }
    return row;
  }

  private static int[] upTo(int from, int to) {
    int[] rows = new int[to - from];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = from + i;
    }
    return rows;
  }

  /** Returns whether its tiles want contiguous runs of K. */
  boolean contiguous() {
    return contiguous;
  }

  Part[] parts() {
    return parts;
  }
}
