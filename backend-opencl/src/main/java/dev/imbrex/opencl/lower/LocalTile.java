package dev.imbrex.opencl.lower;

import dev.imbrex.opencl.device.ClDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A tile of {@code gemm_local}, in local memory.
 *
 * @param rows of the tile
 * @param columns of the tile
 * @param depth along k
 * @param regRows rows of a work-item
 * @param regColumns columns of a work-item
 * @param loadA floats per load from the left operand
 * @param loadB floats per load from the right operand
 * @param half whether factors are rounded to 16 bits
 */
record LocalTile(
    int rows,
    int columns,
    int depth,
    int regRows,
    int regColumns,
    int loadA,
    int loadB,
    boolean half)
    implements ProductTile {

  private static final int PAD = 1;

  /** From the largest to one that fits wherever there are groups of 16 and a kilobyte. */
  private static final List<LocalTile> SIZES =
      List.of(
          new LocalTile(128, 64, 16, 8, 4, 4, 4),
          new LocalTile(64, 64, 16, 4, 4, 4, 4),
          new LocalTile(64, 32, 16, 4, 4, 4, 4),
          new LocalTile(32, 32, 16, 4, 4, 4, 4),
          new LocalTile(16, 16, 16, 2, 2, 4, 4),
          new LocalTile(8, 8, 8, 1, 1, 1, 1),
          new LocalTile(4, 4, 4, 1, 1, 1, 1));

  /** Creates one that keeps its factors as they are. */
  LocalTile(int rows, int columns, int depth, int regRows, int regColumns, int loadA, int loadB) {
    this(rows, columns, depth, regRows, regColumns, loadA, loadB, false);
  }

  /** Returns this tile with its factors rounded to 16 bits. */
  LocalTile inHalf() {
    return new LocalTile(rows, columns, depth, regRows, regColumns, loadA, loadB, true);
  }

  /**
   * Returns the tiles that fit a device, the most suitable first: the largest that still leaves
   * every compute unit something to do and does not mostly hang over the edge, and all smaller
   * ones.
   *
   * @param half whether factors are rounded to 16 bits
   */
  static List<LocalTile> ladder(Product p, ClDevice device, boolean half) {
    List<LocalTile> fitting = new ArrayList<>();
    for (LocalTile t : SIZES) {
      LocalTile tile = (half ? t.inHalf() : t).forOperands(p);
      boolean fits =
          tile.items() <= device.workGroupSize() && tile.localBytes() <= device.localBytes();
      if (fits && (tile.isBusy(p, device) || t == SIZES.get(SIZES.size() - 3))) {
        fitting.add(tile);
      } else if (fits && t.rows < 16) {
        fitting.add(tile);
      }
    }
    if (fitting.isEmpty()) {
      throw new IllegalStateException(
          device.id() + " takes no groups of 16 work-items; its products belong in registers.");
    }
    return fitting;
  }

  /** Returns whether a device takes at least the smallest tile. */
  static boolean fitsSome(ClDevice device) {
    LocalTile least = SIZES.get(SIZES.size() - 1);
    return least.items() <= device.workGroupSize() && least.localBytes() <= device.localBytes();
  }

  private boolean isBusy(Product p, ClDevice device) {
    long tiles = tiles(p.m(), rows) * tiles(p.n(), columns) * p.groups();
    boolean hangsOver = p.m() <= rows / 2 || p.n() <= columns / 2;
    return !hangsOver && (p.columns() || tiles >= 2L * device.computeUnits());
  }

  private static long tiles(long extent, int tile) {
    return (extent + tile - 1) / tile;
  }

  /** Returns this tile with loads of vectors only where channels come in such. */
  LocalTile forOperands(Product p) {
    int a = p.channels() % loadA == 0 ? loadA : 1;
    return new LocalTile(rows, columns, depth, regRows, regColumns, a, loadB, half);
  }

  private long localBytes() {
    return (half ? 2L : 4L) * depth * (rows + columns + 2 * PAD);
  }

  @Override
  public String text() {
    return (half ? NamedTile.FLOAT16 : NamedTile.LOCAL)
        + "-"
        + (rows + "x" + columns + "x" + depth)
        + "-"
        + (regRows + "x" + regColumns);
  }

  @Override
  public String family() {
    return "gemm_local";
  }

  @Override
  public Map<String, Integer> macros() {
    return Map.of(
        "TILE_M",
        rows,
        "TILE_N",
        columns,
        "TILE_K",
        depth,
        "REG_M",
        regRows,
        "REG_N",
        regColumns,
        "VA",
        loadA,
        "VB",
        loadB,
        "PAD",
        PAD,
        "HALF",
        half ? 1 : 0);
  }

  @Override
  public int items() {
    return rows / regRows * (columns / regColumns);
  }

  @Override
  public boolean loops() {
    return false;
  }

  @Override
  public int pixelsOfBlock() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int enoughTiles() {
    return 512;
  }

  @Override
  public boolean wantsBorder(Product p) {
    return false;
  }

  @Override
  public boolean wantsPanels(Product p) {
    return !p.right().isRowMajor();
  }

  @Override
  public String source(Epilogue e) {
    return e.source("float");
  }
}
