package dev.imbrex.opencl.lower;

import dev.imbrex.spi.Accuracy;
import dev.imbrex.tensor.Shape;

/**
 * The results of a convolution by 3 x 3 filters, cut into square tiles, which see patches of two
 * more rows and columns of a picture.
 *
 * @param size rows and columns of a tile, 2 or 4
 * @param batch how many pictures there are
 * @param inH rows of a picture that is seen
 * @param inW columns of it
 * @param outH rows of results
 * @param outW columns of results
 * @param top how many rows of padding are above a picture
 * @param left how many columns of padding are before it
 */
record WinogradTiles(int size, int batch, int inH, int inW, int outH, int outW, int top, int left) {
  /**
   * Keeps the elements of a transform, and the rows of matrices, from crowding the same cache sets.
   */
  private static final int CACHE_LINE = 16;

  private static final int CROWDED = 128;

  static WinogradTiles of(int size, Shape in, Shape out, int top, int left) {
    return new WinogradTiles(
        size, in.dim(0), in.dim(1), in.dim(2), out.dim(1), out.dim(2), top, left);
  }

  /** Returns how many elements a transformed patch has, with a product for each. */
  static int elements(int size) {
    return (size + 2) * (size + 2);
  }

  int elements() {
    return elements(size);
  }

  /** Returns how near to sums in any order the algorithm comes with tiles of this size. */
  Accuracy accuracy() {
    return size == 2 ? Accuracy.STANDARD : Accuracy.FAST;
  }

  int across() {
    return (outW + size - 1) / size;
  }

  int down() {
    return (outH + size - 1) / size;
  }

  /** Returns how many tiles there are. */
  int count() {
    return batch * down() * across();
  }

  /**
   * Returns how many tiles are done at a time, so that their transforms have about so many floats:
   * as equal shares of all as multiples of some number can be.
   *
   * @param floats of all transforms of a tile
   */
  int chunk(long floats, long perTile, int multiple) {
    long fitting = Math.max(multiple, floats / perTile / multiple * multiple);
    long chunks = (count() + fitting - 1) / fitting;
    long equal = (count() + chunks - 1) / chunks;
    return (int) Math.min(count(), (equal + multiple - 1) / multiple * multiple);
  }

  /** Returns how far rows of so many floats are apart. */
  static int stride(int length) {
    return length % CROWDED == 0 ? length + CACHE_LINE : length;
  }

  /** Returns how far elements are apart that take so many floats each. */
  static long apart(long floats) {
    return floats + CACHE_LINE;
  }
}
