package dev.imbrex.report;

import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** What a layer makes of a picture, as a picture: one for each channel, on one scale. */
final class FeatureMaps {
  /** How many maps, or cells of a layer without height and width, lie side by side. */
  private static final int COLUMNS = 8;

  private static final int CELLS = 32;

  private FeatureMaps() {}

  /**
   * Returns the maps in a grid; cells, where the layer has no height and width. The lowest number
   * of those shown is dark, the highest light.
   *
   * @param result of the layer for one example, {@code [H, W, C]} or {@code [n]}
   */
  static Bitmap of(HostTensor result, Limits limits) {
    Shape s = result.shape();
    double[] v = result.toDoubles();
    return s.rank() == 3
        ? maps(v, s.dim(0), s.dim(1), s.dim(2), limits)
        : cells(v, limits.maps() * CELLS);
  }

  /** Returns how many maps of a result are shown. */
  static int shown(Shape result, Limits limits) {
    return result.rank() == 3 ? Math.min(result.dim(2), limits.maps()) : 0;
  }

  private static Bitmap maps(double[] v, int height, int width, int channels, Limits limits) {
    int step = (Math.max(height, width) + limits.side() - 1) / limits.side();
    int h = (height + step - 1) / step;
    int w = (width + step - 1) / step;
    List<double[]> maps = new ArrayList<>();
    Range range = new Range();
    for (int c = 0; c < Math.min(channels, limits.maps()); c++) {
      double[] sum = new double[h * w];
      int[] count = new int[h * w];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          sum[y / step * w + x / step] += v[(y * width + x) * channels + c];
          count[y / step * w + x / step]++;
        }
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] /= count[i];
        range.add(sum[i]);
      }
      maps.add(sum);
    }
    List<Bitmap> tiles = new ArrayList<>();
    for (double[] map : maps) {
      tiles.add(new Bitmap(h, w, range.colours(map, map.length)));
    }
    return Bitmap.grid(tiles, COLUMNS);
  }

  private static Bitmap cells(double[] v, int most) {
    int n = Math.min(v.length, most);
    Range range = new Range();
    for (int i = 0; i < n; i++) {
      range.add(v[i]);
    }
    List<Bitmap> tiles = new ArrayList<>();
    for (int colour : range.colours(v, n)) {
      tiles.add(new Bitmap(1, 1, new int[] {colour}).enlarged(5));
    }
    return Bitmap.grid(tiles, CELLS);
  }

  /** The lowest and the highest of some numbers. */
  private static final class Range {
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    void add(double v) {
      if (Double.isFinite(v)) {
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
    }

    int[] colours(double[] v, int count) {
      int[] argb = new int[count];
      for (int i = 0; i < count; i++) {
        argb[i] = Colours.lowToHigh(high > low ? (v[i] - low) / (high - low) : 0);
      }
      return argb;
    }
  }
}
