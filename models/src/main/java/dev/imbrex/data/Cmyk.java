package dev.imbrex.data;

/**
 * Turns the four components of a JPEG file made for printing into red, green and blue, without
 * colour profiles: the light that each ink leaves times the light that black leaves.
 */
final class Cmyk {
  private static final int YCCK = 2;

  private Cmyk() {}

  /**
   * Converts the components as they are stored.
   *
   * @param adobeTransform what Adobe's marker says; Adobe stores light instead of ink, and -1 means
   *     that there is no such marker
   */
  static Raster toColour(java.awt.image.Raster stored, int adobeTransform) {
    int w = stored.getWidth();
    int h = stored.getHeight();
    float[] values = new float[3 * w * h];
    float[] row = new float[4 * w];
    for (int y = 0; y < h; y++) {
      stored.getPixels(stored.getMinX(), stored.getMinY() + y, w, 1, row);
      for (int x = 0; x < w; x++) {
        int at = 4 * x;
        if (adobeTransform == YCCK) {
          fromYcc(row, at);
        }
        boolean light = adobeTransform >= 0;
        float black = light ? row[at + 3] : 255 - row[at + 3];
        for (int c = 0; c < 3; c++) {
          float left = light ? row[at + c] : 255 - row[at + c];
          values[3 * (y * w + x) + c] = left * black / 255;
        }
      }
    }
    return new Raster(h, w, 3, values);
  }

  /** Replaces Y, Cb, Cr by the red, green and blue that they stand for (JFIF). */
  private static void fromYcc(float[] row, int at) {
    float y = row[at];
    float cb = row[at + 1] - 128;
    float cr = row[at + 2] - 128;
    row[at] = clamp(y + 1.402f * cr);
    row[at + 1] = clamp(y - 0.344136f * cb - 0.714136f * cr);
    row[at + 2] = clamp(y + 1.772f * cb);
  }

  private static float clamp(float v) {
    return Math.max(0, Math.min(255, v));
  }
}
