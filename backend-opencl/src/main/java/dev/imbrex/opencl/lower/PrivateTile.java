package dev.imbrex.opencl.lower;

/**
 * A tile of {@code gemm_private}.
 *
 * @param mr rows
 * @param vec floats per vector
 * @param nv vectors per row
 */
record PrivateTile(int mr, int vec, int nv) {

  /** Returns the tile for so many columns on a device with registers of so many floats. */
  static PrivateTile of(int n, int width) {
    if (n <= width) {
      int vec = Math.max(1, Integer.highestOneBit(2 * n - 1));
      return new PrivateTile(8, vec, 1);
    }
    // Two vectors a row need fewer loads for their sums, unless most of the last panel were zeros.
    double one = 1.15 * roundUp(n, width);
    double two = roundUp(n, 2 * width);
    return new PrivateTile(width >= 16 || one < two ? 8 : 4, width, one < two ? 1 : 2);
  }

  private static int roundUp(int n, int multiple) {
    return (n + multiple - 1) / multiple * multiple;
  }

  /** Returns how many columns it has. */
  int columns() {
    return vec * nv;
  }
}
