package dev.imbrex.data;

import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Pictures of one size with a class each, kept as bytes: {@code [count, height, width, channels]}
 * in row-major order, 0 to 255. Immutable as long as nobody writes to the arrays it was made of.
 */
public final class Pictures {
  private final int height;
  private final int width;
  private final int channels;
  private final List<String> classes;
  private final byte[] pixels;
  private final byte[] labels;

  /**
   * Creates the set over these arrays, which are not copied.
   *
   * @param classes the name of each class
   * @param labels the index of each picture's class, unsigned
   * @throws IllegalArgumentException if there is no picture, the numbers of pixels and labels do
   *     not fit, or a label has no class
   */
  public Pictures(
      int height, int width, int channels, List<String> classes, byte[] pixels, byte[] labels) {
    if (labels.length == 0 || pixels.length != (long) labels.length * height * width * channels) {
      throw new IllegalArgumentException(
          String.format(
              "%d pictures of %dx%d pixels with %d channels do not make %d bytes, or there are none.",
              labels.length, height, width, channels, pixels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if ((labels[i] & 255) >= classes.size()) {
        throw new IllegalArgumentException(
            String.format(
                "Picture %d has the label %d, but there are only %d classes.",
                i, labels[i] & 255, classes.size()));
      }
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.classes = List.copyOf(classes);
    this.pixels = pixels;
    this.labels = labels;
  }

  /** Returns how many pictures there are. */
  public int count() {
    return labels.length;
  }

  /** Returns the height in pixels. */
  public int height() {
    return height;
  }

  /** Returns the width in pixels. */
  public int width() {
    return width;
  }

  /** Returns the number of channels: 1 for grey, 3 for red, green and blue. */
  public int channels() {
    return channels;
  }

  /** Returns how many bytes one picture takes. */
  public int bytesEach() {
    return height * width * channels;
  }

  /** Returns the names of the classes. */
  public List<String> classes() {
    return classes;
  }

  /** Returns the index of a picture's class. */
  public int label(int picture) {
    return labels[picture] & 255;
  }

  /** Returns one byte of a picture, 0 to 255, by its row-major index within the picture. */
  public int pixel(int picture, int index) {
    return pixels[picture * bytesEach() + index] & 255;
  }

  /** Writes what each byte of a picture becomes by its channel's table. */
  void read(int picture, float[][] tables, float[] dst, int offset) {
    int n = bytesEach();
    int at = picture * n;
    if (channels == 1) {
      float[] table = tables[0];
      for (int k = 0; k < n; k++) {
        dst[offset + k] = table[pixels[at + k] & 255];
      }
      return;
    }
    for (int k = 0; k < n; k += channels) {
      for (int c = 0; c < channels; c++) {
        dst[offset + k + c] = tables[c][pixels[at + k + c] & 255];
      }
    }
  }

  /** Returns a copy of one picture's bytes, {@code [height, width, channels]}. */
  public byte[] picture(int picture) {
    int n = bytesEach();
    return Arrays.copyOfRange(pixels, picture * n, (picture + 1) * n);
  }

  /** Returns how bright the outermost pixels of all pictures are on average, from 0 to 255. */
  public double borderMean() {
    long sum = 0;
    for (int i = 0; i < count(); i++) {
      sum += borderSum(i);
    }
    return sum / (double) ((long) borderLength() * count());
  }

  /** Returns how bright the outermost pixels of a picture are on average, from 0 to 255. */
  double borderMean(int picture) {
    return borderSum(picture) / (double) borderLength();
  }

  private int borderLength() {
    int inside = Math.max(0, height - 2) * Math.max(0, width - 2);
    return (height * width - inside) * channels;
  }

  private long borderSum(int picture) {
    int row = width * channels;
    long sum = 0;
    for (int y = 0; y < height; y++) {
      boolean whole = y == 0 || y == height - 1;
      for (int k = 0; k < row; k++) {
        if (whole || k < channels || k >= row - channels) {
          sum += pixel(picture, y * row + k);
        }
      }
    }
    return sum;
  }

  /**
   * Returns whether nearly all pictures stand on ground of the same brightness, clearly dark or
   * clearly light, so that one on the opposite ground is a negative.
   */
  public boolean sameGround() {
    return Grounds.same(this);
  }

  /** Returns a checksum over the pixels of all pictures, eight hexadecimal digits. */
  public String checksum() {
    CRC32C sum = new CRC32C();
    sum.update(pixels);
    return String.format("%08x", sum.getValue());
  }

  /** Returns a checksum over the pixels and the classes of all pictures, of the same form. */
  public String checksumWithClasses() {
    CRC32C sum = new CRC32C();
    sum.update(pixels);
    sum.update(labels);
    return String.format("%08x", sum.getValue());
  }

  /** Returns the first pictures only, or this set where it has no more than that. */
  public Pictures first(int limit) {
    if (limit >= count()) {
      return this;
    }
    return new Pictures(
        height,
        width,
        channels,
        classes,
        Arrays.copyOf(pixels, limit * bytesEach()),
        Arrays.copyOf(labels, limit));
  }
}
