package dev.imbrex.opencl.lower;

import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import java.util.HashMap;
import java.util.Map;

/**
 * The matrix products of Winograd's algorithm, one for each element of the transforms, in one
 * launch: {@code [tiles, channels]} by {@code [channels, n]}, or, for filters' gradients, {@code
 * [tiles, channels]} transposed by {@code [tiles, n]}. The right operand lies in panels.
 */
final class WinogradProduct {
  /** So many floating-point operations should a work-item have, against the cost of starting it. */
  private static final double ENOUGH_WORK = 400_000;

  /** So many work-items for each compute unit even out what they take. */
  private static final int ITEMS_PER_UNIT = 8;

  /** Rows of pixels in which tiles are split into shares have at most so many. */
  private static final int LONGEST_ROW = 64;

  private final Session session;
  private final ProductTile tile;
  private final Built program;
  private final boolean columns;
  private final int elements;
  private final int channels;
  private final int n;

  private WinogradProduct(
      Session session, ProductTile tile, boolean columns, int elements, int channels, int n) {
    this.session = session;
    this.tile = tile;
    this.columns = columns;
    this.elements = elements;
    this.channels = channels;
    this.n = n;
    Map<String, Integer> values = new HashMap<>(tile.macros());
    values.put("MODE", columns ? 1 : 0);
    values.put("CHECKED", 0);
    this.program =
        session.program(Families.family(tile.family()).choose(values), tile.source(Epilogue.NONE));
  }

  /**
   * Returns the products for so many channels and columns, with tiles where the device likes them.
   *
   * @param transposed whether tiles are what is added up
   * @param elements of a transformed patch, each with a product
   */
  static WinogradProduct of(
      Session s, boolean transposed, int elements, int tiles, int channels, int n) {
    if (!Products.localFirst(s)) {
      PrivateTile tile = PrivateTile.of(n, s.device().vectorWidth(), transposed);
      return new WinogradProduct(s, tile, transposed, elements, channels, n);
    }
    Product.Right right = Product.Right.rowMajor(n, 0);
    Product p =
        new Product(
            transposed,
            false,
            elements,
            1,
            1,
            tiles,
            1,
            1,
            n,
            1,
            tiles,
            channels,
            1,
            1,
            1,
            1,
            1,
            1,
            0,
            0,
            right);
    for (LocalTile tile : LocalTile.ladder(p, s.device(), false)) {
      WinogradProduct product = new WinogradProduct(s, tile, transposed, elements, channels, n);
      if (s.workGroupSize(product.program, tile.kernel()) >= tile.items()) {
        return product;
      }
    }
    throw new IllegalStateException(
        s.device().id() + " takes none of the tiles in local memory that fit its limits.");
  }

  /** Returns how many columns a panel of the right operand has. */
  int panel() {
    return tile.columns();
  }

  /** Returns how many panels there are. */
  int panels() {
    return (n + tile.columns() - 1) / tile.columns();
  }

  /** Returns of what number of tiles a chunk should be a multiple. */
  int multiple() {
    return tile.rows();
  }

  @Override
  public String toString() {
    return tile.family() + " " + tile.rows() + "x" + tile.columns();
  }

  /**
   * Returns into how many shares of tiles the sums are split where there are few of them: by the
   * shape alone.
   */
  int shares(int tiles) {
    long whole = (long) elements * panels() * rowTiles(channels);
    long busy = (tile.enoughTiles() + whole - 1) / whole;
    return (int) Math.max(1, Math.min(busy, tiles / row(tiles)));
  }

  /** Returns the longest row into so many tiles can be cut without a rest. */
  private static int row(int tiles) {
    int row = Math.min(tiles, LONGEST_ROW);
    while (tiles % row != 0) {
      row--;
    }
    return row;
  }

  private long rowTiles(long rows) {
    return (rows + tile.rows() - 1) / tile.rows();
  }

  /**
   * Returns the launch.
   *
   * @param tiles how many tiles there are now
   * @param shares into how many shares they are split, 1 unless transposed
   * @param stride from a tile to the next in {@code left}
   * @param panelRows rows of a panel in {@code right}
   * @param ldc from a row of the result to the next
   */
  Invocation launch(
      Slice left,
      int stride,
      long leftApart,
      Slice right,
      int panelRows,
      long rightApart,
      Slice to,
      int ldc,
      long toApart,
      int tiles,
      int shares) {
    int row = shares > 1 ? row(tiles) : tiles;
    int m = columns ? channels : tiles;
    int perItem = tile.loops() ? tilesPerItem(m, columns ? tiles : channels) : 1;
    long items = (rowTiles(m) + perItem - 1) / perItem;
    return session
        .launch(program, tile.kernel())
        .slice(to)
        .slice(to)
        .slice(left)
        .slice(right)
        .slice(to)
        .i32x8(new int[] {1, tiles / row, row, 1, 1, ldc, n, shares})
        .i32x8(new int[] {tiles / row, row, stride, channels, 1, 1, 0, 0})
        .i32x8(new int[] {1, 1, 1, 1, 0, 0, Math.toIntExact(leftApart), Math.toIntExact(toApart)})
        .u64(rightApart)
        .u64((long) panelRows * panel())
        .i32(panel())
        .i32(perItem)
        .i32(Math.max(1, tile.pixelsOfBlock() / row))
        .i32(Math.min(row, tile.pixelsOfBlock()))
        .groups(
            new long[] {panels(), items, (long) elements * shares}, new int[] {tile.items(), 1, 1});
  }

  /**
   * As many as there are, so that a panel is read once, if that leaves work-items enough; for sums
   * over tiles, where panels are long, only as many as are worth a work-item.
   */
  private int tilesPerItem(int m, int k) {
    long most =
        Math.max(
            1,
            rowTiles(m)
                * panels()
                * elements
                / ((long) ITEMS_PER_UNIT * session.device().computeUnits()));
    double work = 2.0 * tile.rows() * tile.columns() * k;
    long wanted = columns ? (long) Math.ceil(ENOUGH_WORK / work) : rowTiles(m);
    return (int) Math.max(1, Math.min(most, wanted));
  }
}
