package dev.imbrex.cpu.gemm;

/**
 * A micro-kernel for few filters: all of them for a strip of pixels that lie one behind the other,
 * with pixels in the lanes of vectors.
 */
public abstract class Strip {
  private final int filters;
  private final int pixels;

  /** Creates a micro-kernel of fixed extents. */
  Strip(int filters, int pixels) {
    this.filters = filters;
    this.pixels = pixels;
  }

  /** Returns the number of filters. */
  public final int filters() {
    return filters;
  }

  /** Returns the number of pixels. */
  public final int pixels() {
    return pixels;
  }

  /**
   * Computes one strip. Sums go through the steps in their order, as those of a {@link Tile} do.
   *
   * @param f the filters: step k has {@link #filters} numbers from {@code fAt + k filters}
   * @param x the picture, where step k reads {@link #pixels} elements from {@code xAt + walk[k]}
   * @param init what sums begin with: one number for each filter
   * @param c where the result goes: filter i to {@code cAt + i cStride}
   */
  public abstract void run(
      float[] f,
      int fAt,
      float[] x,
      int xAt,
      int[] walk,
      float[] init,
      int initAt,
      float[] c,
      int cAt,
      int cStride);
}
