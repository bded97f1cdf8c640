package dev.imbrex.data;

import java.util.Arrays;

/**
 * A grey picture on which strokes with round ends are drawn, anti-aliased: a pixel's ink follows
 * from its distance to the nearest stroke, so that crossings do not get darker.
 */
final class StrokeCanvas {
  private final int size;

  /** For each pixel, how deep it lies inside the nearest stroke, in pixels; negative outside. */
  private final double[] depth;

  StrokeCanvas(int size) {
    this.size = size;
    this.depth = new double[size * size];
    Arrays.fill(depth, Double.NEGATIVE_INFINITY);
  }

  /**
   * Draws a straight stroke; coordinates are in pixels, (0.5, 0.5) is the centre of the first one.
   *
   * @param r0 half the pen's width at the start, in pixels
   * @param r1 half the pen's width at the end
   */
  void stroke(double x0, double y0, double x1, double y1, double r0, double r1) {
    double reach = Math.max(r0, r1) + 2;
    int left = clamp(Math.min(x0, x1) - reach);
    int right = clamp(Math.max(x0, x1) + reach);
    int top = clamp(Math.min(y0, y1) - reach);
    int bottom = clamp(Math.max(y0, y1) + reach);
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length2 = dx * dx + dy * dy;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        double px = x + 0.5 - x0;
        double py = y + 0.5 - y0;
        double along = length2 == 0 ? 0 : (px * dx + py * dy) / length2;
        double t = Math.max(0, Math.min(1, along));
        double ex = px - t * dx;
        double ey = py - t * dy;
        double inside = r0 + t * (r1 - r0) - Math.sqrt(ex * ex + ey * ey);
        int at = y * size + x;
        if (inside > depth[at]) {
          depth[at] = inside;
        }
      }
    }
  }

  private int clamp(double coordinate) {
    return (int) Math.max(0, Math.min(size, coordinate));
  }

  /**
   * Returns the ink of a pixel, from 0 to 1.
   *
   * @param softness over how many pixels the edge of a stroke fades
   */
  double ink(int pixel, double softness) {
    return Math.max(0, Math.min(1, 0.5 + depth[pixel] / softness));
  }
}
