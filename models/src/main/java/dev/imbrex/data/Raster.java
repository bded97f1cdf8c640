package dev.imbrex.data;

import java.util.Arrays;

/**
 * A picture of any size in floats from 0 to 255, {@code [height, width, channels]}, for conversion.
 *
 * @param values the pixels in row-major order; not copied
 */
record Raster(int height, int width, int channels, float[] values) {

  /**
   * Returns the picture in grey, by the luma of ITU-R BT.601, or in colour, with equal channels.
   */
  Raster withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    int n = height * width;
    float[] out = new float[n * wanted];
    for (int i = 0; i < n; i++) {
      if (channels == 3) {
        out[i] = 0.299f * values[3 * i] + 0.587f * values[3 * i + 1] + 0.114f * values[3 * i + 2];
      } else {
        Arrays.fill(out, wanted * i, wanted * (i + 1), values[i]);
      }
    }
    return new Raster(height, width, wanted, out);
  }

  /** Returns the mean of each channel over the outermost pixels. */
  float[] borderMeans() {
    double[] sum = new double[channels];
    int count = 0;
    for (int y = 0; y < height; y++) {
      int step = y == 0 || y == height - 1 ? 1 : Math.max(1, width - 1);
      for (int x = 0; x < width; x += step) {
        for (int c = 0; c < channels; c++) {
          sum[c] += values[(y * width + x) * channels + c];
        }
        count++;
      }
    }
    float[] means = new float[channels];
    for (int c = 0; c < channels; c++) {
      means[c] = (float) (sum[c] / count);
    }
    return means;
  }

  /** Returns the mean over the outermost pixels and all channels. */
  float borderMean() {
    float sum = 0;
    for (float mean : borderMeans()) {
      sum += mean;
    }
    return sum / channels;
  }

  /** Returns the negative: dark becomes light. */
  Raster inverted() {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = 255 - values[i];
    }
    return new Raster(height, width, channels, out);
  }

  /**
   * Returns the whole picture scaled to fit into a size and centred there; what is left over on two
   * sides gets the mean of the border.
   */
  Raster fit(int toHeight, int toWidth) {
    double scale = Math.min(toHeight / (double) height, toWidth / (double) width);
    int h = (int) Math.max(1, Math.min(toHeight, Math.round(height * scale)));
    int w = (int) Math.max(1, Math.min(toWidth, Math.round(width * scale)));
    float[] scaled = resizeRows(resizeColumns(values, height, width, w), height, w, h);
    float[] out = new float[toHeight * toWidth * channels];
    float[] border = borderMeans();
    for (int i = 0; i < out.length; i++) {
      out[i] = border[i % channels];
    }
    int top = (toHeight - h) / 2;
    int left = (toWidth - w) / 2;
    for (int y = 0; y < h; y++) {
      System.arraycopy(
          scaled, y * w * channels, out, ((top + y) * toWidth + left) * channels, w * channels);
    }
    return new Raster(toHeight, toWidth, channels, out);
  }

  /** Returns the picture in another size, by one of the ways of getting there. */
  Raster resized(int toHeight, int toWidth, Resize how) {
    switch (how) {
      case CROP:
        return middle(toHeight / (double) toWidth).stretched(toHeight, toWidth);
      case STRETCH:
        return stretched(toHeight, toWidth);
      default:
        return fit(toHeight, toWidth);
    }
  }

  private Raster stretched(int toHeight, int toWidth) {
    float[] columns = resizeColumns(values, height, width, toWidth);
    return new Raster(toHeight, toWidth, channels, resizeRows(columns, height, toWidth, toHeight));
  }

  /** Returns the largest part in the middle with these proportions of height to width. */
  private Raster middle(double proportions) {
    int h = (int) Math.max(1, Math.min(height, Math.round(width * proportions)));
    int w = (int) Math.max(1, Math.min(width, Math.round(height / proportions)));
    if (h == height && w == width) {
      return this;
    }
    int top = (height - h) / 2;
    int left = (width - w) / 2;
    float[] out = new float[h * w * channels];
    for (int y = 0; y < h; y++) {
      System.arraycopy(
          values, ((top + y) * width + left) * channels, out, y * w * channels, w * channels);
    }
    return new Raster(h, w, channels, out);
  }

  /**
   * Returns the picture as it was seen by the one who took it.
   *
   * @param orientation where the first row and column of what is stored belong, as EXIF counts: 1
   *     as it is, 2 mirrored, 3 turned by half, 4 mirrored and turned by half, 5 transposed, 6
   *     turned clockwise, 7 transposed about the other diagonal, 8 turned anticlockwise
   */
  Raster upright(int orientation) {
    if (orientation == 1) {
      return this;
    }
    boolean transposed = orientation >= 5;
    // After a transposition: 6 and 7 are mirrored left to right, 7 and 8 top to bottom.
    boolean mirrored = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    boolean flipped = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    int h = transposed ? width : height;
    int w = transposed ? height : width;
    float[] out = new float[values.length];
    int to = 0;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int row = flipped ? h - 1 - y : y;
        int column = mirrored ? w - 1 - x : x;
        int at = (transposed ? column * width + row : row * width + column) * channels;
        for (int c = 0; c < channels; c++) {
          out[to++] = values[at + c];
        }
      }
    }
    return new Raster(h, w, channels, out);
  }

  /** Returns whether no pixel has a colour. */
  boolean isGrey() {
    if (channels == 1) {
      return true;
    }
    for (int i = 0; i < values.length; i += 3) {
      if (values[i] != values[i + 1] || values[i] != values[i + 2]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the values rounded to bytes. */
  byte[] bytes() {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(values[i])));
    }
    return pixels;
  }

  private float[] resizeColumns(float[] in, int h, int from, int to) {
    float[] out = new float[h * to * channels];
    Weights[] all = new Weights[to];
    Arrays.setAll(all, x -> Weights.of(x, from, to));
    // Row by row, as the pixels lie in memory.
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < to; x++) {
        Weights f = all[x];
        for (int c = 0; c < channels; c++) {
          double sum = 0;
          for (int k = 0; k < f.weights.length; k++) {
            sum += f.weights[k] * in[(y * from + f.first + k) * channels + c];
          }
          out[(y * to + x) * channels + c] = (float) sum;
        }
      }
    }
    return out;
  }

  private float[] resizeRows(float[] in, int from, int w, int to) {
    float[] out = new float[to * w * channels];
    for (int y = 0; y < to; y++) {
      Weights f = Weights.of(y, from, to);
      for (int i = 0; i < w * channels; i++) {
        double sum = 0;
        for (int k = 0; k < f.weights.length; k++) {
          sum += f.weights[k] * in[(f.first + k) * w * channels + i];
        }
        out[y * w * channels + i] = (float) sum;
      }
    }
    return out;
  }

  /**
   * What a pixel is made of along one axis: neighbours weighted by a triangle, as wide as a pixel
   * of the result, so that making a picture smaller averages and making it larger interpolates.
   */
  private record Weights(int first, double[] weights) {
    static Weights of(int index, int from, int to) {
      double scale = from / (double) to;
      double reach = Math.max(1, scale);
      double centre = (index + 0.5) * scale;
      int first = (int) Math.max(0, Math.floor(centre - reach));
      int last = (int) Math.min(from, Math.ceil(centre + reach));
      double[] w = new double[last - first];
      double total = 0;
      for (int k = 0; k < w.length; k++) {
        w[k] = Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach);
        total += w[k];
      }
      for (int k = 0; k < w.length; k++) {
        w[k] /= total;
      }
      return new Weights(first, w);
    }
  }
}
