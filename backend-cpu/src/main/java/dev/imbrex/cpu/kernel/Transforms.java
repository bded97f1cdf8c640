package dev.imbrex.cpu.kernel;

/**
 * The transforms of Winograd's minimal filtering F(2x2, 3x3), channel by channel (A. Lavin and S.
 * Gray, Fast Algorithms for Convolutional Neural Networks, 2015). In vectors or in plain loops,
 * with the same bits.
 */
interface Transforms {
  /**
   * Transforms patches of 4 x 4 pixels: V = B' d B.
   *
   * @param x pixel (r, c) of the patch is at {@code at + r row + c pixel}
   * @param v element (i, j) goes to {@code to + (4 i + j) apart}
   * @param n how many channels
   */
  void input(float[] x, int at, int row, int pixel, float[] v, int to, int apart, int n);

  /**
   * Transforms filters of 3 x 3 taps: U = G g G'.
   *
   * @param f tap (r, c) is at {@code at + r row + c tap}; negative strides turn a filter around
   * @param u element (i, j) goes to {@code to + (4 i + j) apart}
   * @param n how many filters of one channel
   */
  void filter(float[] f, int at, int row, int tap, float[] u, int to, int apart, int n);

  /**
   * Transforms back to 2 x 2 results: Y = A' M A + bias.
   *
   * @param m element (i, j) is at {@code at + (4 i + j) apart}
   * @param y result (r, c) goes to {@code to + r row + c pixel}
   * @param rows how many rows of results are wanted: 1 or 2
   * @param columns how many columns
   * @param n how many channels
   */
  void output(
      float[] m,
      int at,
      int apart,
      float[] bias,
      int biasAt,
      float[] y,
      int to,
      int row,
      int pixel,
      int rows,
      int columns,
      int n);

  /**
   * Transforms gradients of 2 x 2 results: W = A dY A'.
   *
   * @param dy result (r, c) is at {@code at + r row + c pixel}
   * @param rows how many rows of results there are: 1 or 2; the others are 0
   * @param columns how many columns
   * @param w element (i, j) goes to {@code to + (4 i + j) apart}
   * @param n how many channels
   */
  void outputGradient(
      float[] dy,
      int at,
      int row,
      int pixel,
      int rows,
      int columns,
      float[] w,
      int to,
      int apart,
      int n);

  /**
   * Transforms back to gradients of filters of 3 x 3 taps: dg = G' S G.
   *
   * @param s element (i, j) is at {@code at + (4 i + j) apart}
   * @param df tap (r, c) goes to {@code to + (3 r + c) tap}
   * @param n how many filters of one channel
   */
  void filterGradient(float[] s, int at, int apart, float[] df, int to, int tap, int n);
}
