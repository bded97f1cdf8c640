package dev.imbrex.opencl.lower;

import java.util.Map;

/**
 * A tile of {@code gemm_private}, in registers.
 *
 * @param rows of the tile
 * @param vec floats per vector
 * @param nv vectors per row
 */
record PrivateTile(int rows, int vec, int nv) implements ProductTile {
  /**
   * Below so many channels, or in pictures of no more than so many columns, where nearly every tile
   * touches a side, selects cost more than a copy of the picture with a border.
   */
  private static final int FEW_CHANNELS = 16;

  private static final int FEW_COLUMNS = 16;

  /**
   * What stays in the first-level cache of a CPU's core beside what is read of the left operand.
   */
  private static final int NEAREST_BYTES = 32 << 10;

  /** How long a column takes with one, two and four vectors a row. */
  private static final double[] COST = {1.25, 1.1, 1};

  /**
   * Returns the tile for so many columns on a device with registers of so many floats.
   *
   * @param transposed whether the left operand is read by columns
   */
  static PrivateTile of(int n, int width, boolean transposed) {
    if (n <= width) {
      return new PrivateTile(8, Math.max(1, Integer.highestOneBit(2 * n - 1)), 1);
    }
    // More vectors a row need fewer loads for their sums, unless most of the last panel were zeros.
    int nv = 1;
    double least = COST[0] * roundUp(n, width);
    for (int v = 2; v <= (width >= 16 ? 4 : 2); v *= 2) {
      double cost = COST[v / 2] * roundUp(n, v * width);
      if (cost < least) {
        nv = v;
        least = cost;
      }
    }
    if (nv == 4) {
      // Of 32 registers; and channels often are a multiple of 4.
      return new PrivateTile(transposed ? 4 : 6, width, nv);
    }
    return new PrivateTile(width >= 16 || nv == 1 ? 8 : 4, width, nv);
  }

  private static int roundUp(int n, int multiple) {
    return (n + multiple - 1) / multiple * multiple;
  }

  @Override
  public String text() {
    return NamedTile.REGISTERS + "-" + rows + "x" + vec + "x" + nv;
  }

  @Override
  public String family() {
    return "gemm_private";
  }

  @Override
  public Map<String, Integer> macros() {
    return Map.of("MR", rows, "VEC", vec, "NV", nv);
  }

  @Override
  public int columns() {
    return vec * nv;
  }

  @Override
  public int items() {
    return 1;
  }

  @Override
  public boolean loops() {
    return true;
  }

  @Override
  public int pixelsOfBlock() {
    return NEAREST_BYTES / (4 * columns());
  }

  @Override
  public int enoughTiles() {
    return 64;
  }

  @Override
  public boolean wantsBorder(Product p) {
    return p.columns()
        ? p.channels() % rows != 0
        : p.channels() < FEW_CHANNELS || p.inCols() <= FEW_COLUMNS;
  }

  @Override
  public boolean wantsPanels(Product p) {
    // Where k is pixels, the right operand is long, and read in blocks that stay near anyway.
    boolean whole = p.columns() ? p.n() % columns() == 0 : p.n() == columns();
    return !p.right().isRowMajor() || !whole;
  }

  @Override
  public String source(Epilogue e) {
    return e.source(vec == 1 ? "float" : "float" + vec);
  }
}
