package dev.imbrex.cpu.gemm;

import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import java.util.Arrays;

/**
 * Cuts rows out of a picture {@code [H, W, C]} with zeros around it and, for gradients of strided
 * convolutions, zeros between its pixels, so that a window over it never leaves it.
 *
 * <p>Pixel (h, w) of the source stands at (h insertH - top, w insertW - left) of an endless field
 * of zeros; a slab is {@code rows} rows of that field from some row on, from column 0, {@code
 * width} pixels wide.
 */
public final class Slab {
  private final int height;
  private final int sourceWidth;
  private final int channels;
  private final int pixel;
  private final int insertH;
  private final int insertW;
  private final int top;
  private final int left;
  private final int width;
  private final boolean source;

  private Slab(
      int height,
      int sourceWidth,
      int channels,
      int pixel,
      int insertH,
      int insertW,
      int top,
      int left,
      int rows,
      int columns) {
    this.height = height;
    this.sourceWidth = sourceWidth;
    this.channels = channels;
    this.pixel = pixel;
    this.insertH = insertH;
    this.insertW = insertW;
    this.top = top;
    this.left = left;
    boolean plain = top == 0 && left == 0 && insertH == 1 && insertW == 1;
    this.source = plain && rows <= height && columns <= sourceWidth;
    this.width = source ? sourceWidth : columns;
  }

  /** Returns the slabs over the input of a convolution: only padded. */
  public static Slab ofInput(Window w, WindowGeometry g, int channels) {
    return ofInput(w, g, channels, channels);
  }

  /**
   * Returns the slabs over the input of a convolution: only padded.
   *
   * @param pixel how many floats from a pixel to the next, at least as many as channels; a slab
   *     that is the source itself has as many
   */
  public static Slab ofInput(Window w, WindowGeometry g, int channels, int pixel) {
    return new Slab(
        g.inH(),
        g.inW(),
        channels,
        pixel,
        1,
        1,
        -g.padTop(),
        -g.padLeft(),
        (g.outH() - 1) * w.strideH() + w.spanH(),
        (g.outW() - 1) * w.strideW() + w.spanW());
  }

  /**
   * Returns the slabs over dY for the gradient with respect to the input, over which the flipped
   * window goes with stride 1.
   */
  public static Slab ofOutput(Window w, WindowGeometry g, int channels) {
    return new Slab(
        g.outH(),
        g.outW(),
        channels,
        channels,
        w.strideH(),
        w.strideW(),
        g.padTop() - (w.spanH() - 1),
        g.padLeft() - (w.spanW() - 1),
        g.inH() + w.spanH() - 1,
        g.inW() + w.spanW() - 1);
  }

  /**
   * Returns the slabs over dY for those pixels of the gradient with respect to the input that see
   * the same taps of a strided window, over which a window of these taps goes with stride 1.
   *
   * @param top the row of dY that is seen first; may be negative
   * @param left the column of dY that is seen first
   * @param rows how many rows are seen in all
   * @param columns how many columns
   */
  public static Slab ofPhase(
      WindowGeometry g, int channels, int top, int left, int rows, int columns) {
    return new Slab(g.outH(), g.outW(), channels, channels, 1, 1, top, left, rows, columns);
  }

  /** Returns the width of the slab in pixels. */
  public int width() {
    return width;
  }

  /** Returns how many floats there are from a pixel of the slab to the next. */
  public int pixel() {
    return source ? channels : pixel;
  }

  /** Returns whether the slab is the source itself: no zeros around or between, nothing cut off. */
  public boolean isSource() {
    return source;
  }

  /**
   * Fills a slab.
   *
   * @param src the picture begins at {@code srcAt}
   * @param firstRow the field's row that becomes the slab's first
   * @param rows how many
   * @param dst the slab begins at {@code dstAt}
   */
  public void cut(float[] src, int srcAt, int firstRow, int rows, float[] dst, int dstAt) {
    int line = width * pixel;
    for (int r = 0; r < rows; r++) {
      int field = firstRow + r + top;
      int at = dstAt + r * line;
      boolean inside = field >= 0 && field % insertH == 0 && field / insertH < height;
      if (inside) {
        cutRow(src, srcAt + field / insertH * sourceWidth * channels, dst, at);
      } else {
        Arrays.fill(dst, at, at + line, 0);
      }
    }
  }

  private void cutRow(float[] src, int srcAt, float[] dst, int at) {
    if (insertW != 1) {
      Arrays.fill(dst, at, at + width * pixel, 0);
      for (int w = 0; w < sourceWidth; w++) {
        int column = w * insertW - left;
        if (column >= 0 && column < width) {
          System.arraycopy(src, srcAt + w * channels, dst, at + column * pixel, channels);
        }
      }
      return;
    }
    int first = Math.max(0, left);
    int before = Math.max(0, -left);
    int count = Math.max(0, Math.min(sourceWidth - first, width - before));
    Arrays.fill(dst, at, at + Math.min(before, width) * pixel, 0);
    int from = srcAt + first * channels;
    int to = at + before * pixel;
    if (pixel == channels) {
      System.arraycopy(src, from, dst, to, count * channels);
    } else {
      for (int i = 0; i < count; i++) {
        System.arraycopy(src, from + i * channels, dst, to + i * pixel, channels);
      }
    }
    Arrays.fill(dst, at + Math.min(width, before + count) * pixel, at + width * pixel, 0);
  }
}
