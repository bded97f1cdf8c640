package dev.imbrex.cpu.gemm;

/** How the rows of a panel of B are copied one behind the other. */
interface Packing {
  /**
   * Copies rows whose elements lie one behind the other, and fills them up with any numbers, whose
   * products nobody looks at. May read up to a vector too far.
   *
   * @param b row k begins at {@code bAt + k kStride}
   * @param valid how many of its elements there are
   * @param packed row k goes to {@code to + k width}
   */
  void rows(
      float[] b, int bAt, int kStride, int count, int valid, float[] packed, int to, int width);

  /**
   * Copies rows whose elements lie apart, of which the next begins behind the one before: columns
   * of the matrix that is packed. Fills them up with any numbers. May write up to a vector too far,
   * which the next rows are to overwrite.
   *
   * @param b element (k, j) is at {@code bAt + k + j jStride}
   */
  void columns(
      float[] b, int bAt, int jStride, int count, int valid, float[] packed, int to, int width);
}
