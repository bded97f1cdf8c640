package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.gemm.Slab;
import dev.imbrex.op.Window;

/**
 * A window over a slab, tap by tap, that leaves out the zeros of the slab.
 *
 * <p>Fast products multiply those zeros too, which adds nothing as long as the other factor is
 * finite; times NaN or Inf they would give NaN. Kernels come here only then. The order of the sums
 * is that of the fast products, so that what is finite has the same bits.
 */
final class Unpadded {
  private final Slab slab;
  private final int kernelW;
  private final int taps;
  private final int dilationH;
  private final int dilationW;
  private final int channels;
  private final int groupChannels;

  /** Creates the view of a window over slabs with this many channels, in all and per group. */
  Unpadded(Slab slab, Window w, int channels, int groupChannels) {
    this.slab = slab;
    this.kernelW = w.kernelW();
    this.taps = w.kernelH() * w.kernelW();
    this.dilationH = w.dilationH();
    this.dilationW = w.dilationW();
    this.channels = channels;
    this.groupChannels = groupChannels;
  }

  /** Returns whether elements are all finite. */
  static boolean finite(float[] a, int at, int n) {
    float even = 0;
    float odd = 0;
    int pairs = n & -2;
    for (int i = 0; i < pairs; i += 2) {
      even += a[at + i] * 0;
      odd += a[at + i + 1] * 0;
    }
    if (pairs < n) {
      even += a[at + pairs] * 0;
    }
    return even + odd == 0;
  }

  /**
   * Adds one output pixel's products: c[j] += sum over taps and channels of a b[.., j].
   *
   * @param row where its window begins in the field of the slab
   * @param column likewise
   * @param aAt where the window begins in the array
   * @param b the packed panel: a row of {@code width} per tap and channel
   * @param n how many j
   */
  void addPixel(
      int row,
      int column,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int width,
      float[] c,
      int cAt,
      int n) {
    for (int tap = 0; tap < taps; tap++) {
      if (!sees(row, column, tap)) {
        continue;
      }
      int from = aAt + offset(tap);
      for (int i = 0; i < groupChannels; i++) {
        addRow(a[from + i], b, bAt + (tap * groupChannels + i) * width, c, cAt, n);
      }
    }
  }

  /**
   * Adds one output pixel's part of a filter's gradient: c[m][j] += a[m] b[j] for each tap and
   * channel m.
   */
  void addToFilter(
      int row,
      int column,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int pitch,
      int n) {
    for (int tap = 0; tap < taps; tap++) {
      if (!sees(row, column, tap)) {
        continue;
      }
      int from = aAt + offset(tap);
      for (int i = 0; i < groupChannels; i++) {
        addRow(a[from + i], b, bAt, c, cAt + (tap * groupChannels + i) * pitch, n);
      }
    }
  }

  private boolean sees(int row, int column, int tap) {
    return slab.holds(row + tap / kernelW * dilationH, column + tap % kernelW * dilationW);
  }

  private int offset(int tap) {
    int line = slab.width() * channels;
    return tap / kernelW * dilationH * line + tap % kernelW * dilationW * channels;
  }

  private static void addRow(float x, float[] b, int bAt, float[] c, int cAt, int n) {
    for (int j = 0; j < n; j++) {
      c[cAt + j] = Math.fma(x, b[bAt + j], c[cAt + j]);
    }
  }
}
