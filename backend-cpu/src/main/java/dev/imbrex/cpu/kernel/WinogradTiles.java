package dev.imbrex.cpu.kernel;

import dev.imbrex.tensor.Shape;
import java.util.Arrays;

/**
 * The results of a convolution by 3 x 3 filters, cut into tiles of 2 x 2, and the patches of 4 x 4
 * pixels that they see.
 *
 * @param top how many rows of padding are above the picture
 * @param left how many columns of padding are before it
 */
record WinogradTiles(
    int batch, int height, int width, int channels, int outH, int outW, int top, int left) {
  /** Elements of a transformed patch. */
  static final int ELEMENTS = 16;

  static WinogradTiles of(Shape source, Shape out, int top, int left) {
    return new WinogradTiles(
        source.dim(0),
        source.dim(1),
        source.dim(2),
        source.dim(3),
        out.dim(1),
        out.dim(2),
        top,
        left);
  }

  /** Returns how many tiles there are. */
  int count() {
    return batch * down() * across();
  }

  private int down() {
    return (outH + 1) / 2;
  }

  private int across() {
    return (outW + 1) / 2;
  }

  /** Returns the first row of a tile. */
  int row(int tile) {
    return tile / across() % down() * 2;
  }

  /** Returns the first column of a tile. */
  int column(int tile) {
    return tile % across() * 2;
  }

  /** Returns how many of a tile's rows exist. */
  int rows(int tile) {
    return Math.min(2, outH - row(tile));
  }

  /** Returns how many of a tile's columns exist. */
  int columns(int tile) {
    return Math.min(2, outW - column(tile));
  }

  /** Returns the first pixel of a tile, counted over all pictures. */
  int pixel(int tile) {
    return (tile / (across() * down()) * outH + row(tile)) * outW + column(tile);
  }

  /**
   * Transforms the patch that a tile sees.
   *
   * @param from the first channel
   * @param n how many channels
   * @param work where the patch goes, and for patches at the edge {@code 16 n} numbers of work
   *     space from {@code patch}
   */
  void see(
      Transforms t,
      int tile,
      float[] x,
      int xAt,
      int from,
      int n,
      float[] work,
      int patch,
      int to,
      int apart) {
    int row = row(tile) - top;
    int column = column(tile) - left;
    int picture = tile / (across() * down());
    int at = xAt + ((picture * height + row) * width + column) * channels + from;
    if (row >= 0 && row + 4 <= height && column >= 0 && column + 4 <= width) {
      t.input(x, at, width * channels, channels, work, to, apart, n);
      return;
    }
    Arrays.fill(work, patch, patch + ELEMENTS * n, 0);
    for (int r = Math.max(0, -row); r < Math.min(4, height - row); r++) {
      for (int c = Math.max(0, -column); c < Math.min(4, width - column); c++) {
        System.arraycopy(x, at + (r * width + c) * channels, work, patch + (4 * r + c) * n, n);
      }
    }
    t.input(work, patch, 4 * n, n, work, to, apart, n);
  }
}
