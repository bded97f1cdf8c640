package dev.imbrex.opencl.lower;

/**
 * A matrix product whose left operand is read from a picture: the one form of convolutions, their
 * gradients and plain products, before tiles are chosen. See the header of {@code gemm_private.cl}.
 *
 * @param columns whether row m is (tap, channel) and k a pixel, else the other way round
 * @param reversed whether taps run backwards, as in an input gradient
 * @param groups how many products of the same form lie side by side along the channels
 * @param pictures how many pictures there are
 * @param rows of the picture of result pixels
 * @param cols columns of it
 * @param stepDown how many phases there are down; 1 unless reversed
 * @param stepRight how many phases there are to the right
 * @param n columns of the result of one group
 * @param inRows rows of the picture that is read
 * @param inCols columns of it
 * @param channels of a group; the picture has {@code groups} times as many
 * @param inStepDown how many picture rows a result row advances
 * @param inStepRight how many picture columns a result column advances
 * @param tapsDown rows of the window
 * @param tapsRight columns of the window
 * @param right where the right operand's elements lie
 */
record Product(
    boolean columns,
    boolean reversed,
    int groups,
    int pictures,
    int rows,
    int cols,
    int stepDown,
    int stepRight,
    int n,
    int inRows,
    int inCols,
    int channels,
    int inStepDown,
    int inStepRight,
    int tapsDown,
    int tapsRight,
    int dilationDown,
    int dilationRight,
    int top,
    int left,
    Right right) {

  /**
   * Where element (k, column) of a group's right operand lies: start + group * group + k / inner *
   * outer + k % inner * row + column * column.
   */
  record Right(int start, int inner, int outer, int row, int column, int group) {
    /** Returns whether a row's elements lie side by side and rows at one distance. */
    boolean isRowMajor() {
      return column == 1 && outer == 0;
    }

    /** Returns a row-major matrix with rows of so many elements, groups side by side. */
    static Right rowMajor(int rowLength, int groupColumns) {
      return new Right(0, Integer.MAX_VALUE, 0, rowLength, 1, groupColumns);
    }
  }

  /** Returns a plain product of an [m, k] matrix, or a [k, m] one if transposed. */
  static Product plain(int m, int n, int k, boolean transposed, Right right) {
    return transposed
        ? new Product(true, false, 1, 1, 1, k, 1, 1, n, 1, k, m, 1, 1, 1, 1, 1, 1, 0, 0, right)
        : new Product(false, false, 1, 1, 1, m, 1, 1, n, 1, m, k, 1, 1, 1, 1, 1, 1, 0, 0, right);
  }

  /**
   * Returns how many rows the result of one group has, of the largest phase where there are some.
   */
  long m() {
    return columns
        ? (long) tapsDown * tapsRight * channels
        : (long) pictures * ceil(rows, stepDown) * ceil(cols, stepRight);
  }

  /** Returns how many products are added up for an element, taps without a pixel included. */
  long k() {
    return columns ? (long) pictures * rows * cols : (long) tapsDown * tapsRight * channels;
  }

  /** Returns how many rows of zeros are needed above for no tap to fall outside. */
  int before(boolean vertical) {
    return Math.max(0, -least(vertical));
  }

  /** Returns how many rows of zeros are needed below. */
  int after(boolean vertical) {
    return Math.max(0, most(vertical) - (vertical ? inRows : inCols) + 1);
  }

  /** Returns whether a tap can fall outside the picture. */
  boolean hasBorder() {
    return before(true) + after(true) + before(false) + after(false) > 0;
  }

  private int least(boolean v) {
    int reach = ((v ? tapsDown : tapsRight) - 1) * (v ? dilationDown : dilationRight);
    int pad = v ? top : left;
    return reversed ? Math.floorDiv(pad - reach, v ? stepDown : stepRight) : -pad;
  }

  private int most(boolean v) {
    int count = v ? rows : cols;
    int reach = ((v ? tapsDown : tapsRight) - 1) * (v ? dilationDown : dilationRight);
    int pad = v ? top : left;
    if (reversed) {
      int step = v ? stepDown : stepRight;
      return (count - 1) / step + Math.floorDiv(step - 1 + pad, step);
    }
    return (count - 1) * (v ? inStepDown : inStepRight) + reach - pad;
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }
}
