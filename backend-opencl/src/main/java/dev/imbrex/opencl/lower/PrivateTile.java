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

  /** Returns the tile for so many columns on a device with registers of so many floats. */
  static PrivateTile of(int n, int width) {
    if (n <= width) {
      return new PrivateTile(8, Math.max(1, Integer.highestOneBit(2 * n - 1)), 1);
    }
    // Two vectors a row need fewer loads for their sums, unless most of the last panel were zeros.
    double one = 1.15 * roundUp(n, width);
    double two = roundUp(n, 2 * width);
    return new PrivateTile(width >= 16 || one < two ? 8 : 4, width, one < two ? 1 : 2);
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
    return !p.right().isRowMajor() || p.n() != columns();
  }

  @Override
  public String source(Epilogue e) {
    return e.source(vec == 1 ? "float" : "float" + vec);
  }
}
