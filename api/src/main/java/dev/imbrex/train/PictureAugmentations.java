package dev.imbrex.train;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.Arrays;

/** How pictures of shape {@code [H, W, C]} are varied, in place. */
final class PictureAugmentations {
  private PictureAugmentations() {}

  static void requirePicture(Shape shape) {
    if (shape.rank() != 3) {
      throw new ShapeException(
          "This augmentation is for pictures of shape [H, W, C], but the examples have shape "
              + shape
              + ".");
    }
  }

  static void flip(float[] picture, Shape shape, Draws draws) {
    requirePicture(shape);
    if (draws.chance(0.5)) {
      mirror(picture, shape);
    }
  }

  private static void mirror(float[] picture, Shape shape) {
    int w = shape.dim(1);
    int c = shape.dim(2);
    for (int row = 0; row < shape.dim(0) * w * c; row += w * c) {
      for (int left = row, right = row + (w - 1) * c; left < right; left += c, right -= c) {
        for (int i = 0; i < c; i++) {
          float t = picture[left + i];
          picture[left + i] = picture[right + i];
          picture[right + i] = t;
        }
      }
    }
  }

  /**
   * Moves a picture; rows are taken in the order in which none is overwritten before it is read.
   */
  static void shift(float[] picture, Shape shape, int down, int right, float fill) {
    requirePicture(shape);
    int h = shape.dim(0);
    int w = shape.dim(1);
    int c = shape.dim(2);
    int first = Math.min(w, Math.max(0, right));
    int last = Math.max(0, Math.min(w, w + right));
    for (int i = 0; i < h; i++) {
      int y = down > 0 ? h - 1 - i : i;
      int row = y * w * c;
      int from = y - down;
      if (from < 0 || from >= h || first >= last) {
        Arrays.fill(picture, row, row + w * c, fill);
        continue;
      }
      System.arraycopy(
          picture, (from * w + first - right) * c, picture, row + first * c, (last - first) * c);
      Arrays.fill(picture, row, row + first * c, fill);
      Arrays.fill(picture, row + last * c, row + w * c, fill);
    }
  }

  /** Moves a picture; what comes in is its mirror image about the outermost pixels. */
  static void crop(float[] picture, Shape shape, int down, int right) {
    requirePicture(shape);
    int h = shape.dim(0);
    int w = shape.dim(1);
    int c = shape.dim(2);
    float[] from = Arrays.copyOf(picture, h * w * c);
    int to = 0;
    for (int y = 0; y < h; y++) {
      int row = mirrored(y - down, h) * w;
      for (int x = 0; x < w; x++) {
        int at = (row + mirrored(x - right, w)) * c;
        for (int i = 0; i < c; i++) {
          picture[to++] = from[at + i];
        }
      }
    }
  }

  /** Returns the index that is seen at a place outside: 2 1 | 0 1 2 3 | 2 1 0 1 … */
  private static int mirrored(int index, int length) {
    if (length == 1) {
      return 0;
    }
    int period = 2 * (length - 1);
    int i = Math.floorMod(index, period);
    return i < length ? i : period - i;
  }

  /** Turns a picture about its centre, clockwise as one sees it. */
  static void rotate(float[] picture, Shape shape, double degrees, float fill) {
    requirePicture(shape);
    int h = shape.dim(0);
    int w = shape.dim(1);
    int c = shape.dim(2);
    float[] from = Arrays.copyOf(picture, h * w * c);
    // StrictMath, so that the bits are the same on every machine.
    double sin = StrictMath.sin(Math.toRadians(degrees));
    double cos = StrictMath.cos(Math.toRadians(degrees));
    double middleY = (h - 1) / 2.0;
    double middleX = (w - 1) / 2.0;
    int to = 0;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double dy = y - middleY;
        double dx = x - middleX;
        double fromY = middleY + cos * dy - sin * dx;
        double fromX = middleX + sin * dy + cos * dx;
        int top = (int) Math.floor(fromY);
        int left = (int) Math.floor(fromX);
        float lower = (float) (fromY - top);
        float righter = (float) (fromX - left);
        for (int i = 0; i < c; i++) {
          float a = pixel(from, h, w, c, top, left, i, fill);
          float b = pixel(from, h, w, c, top, left + 1, i, fill);
          float d = pixel(from, h, w, c, top + 1, left, i, fill);
          float e = pixel(from, h, w, c, top + 1, left + 1, i, fill);
          float above = a + righter * (b - a);
          float below = d + righter * (e - d);
          picture[to++] = above + lower * (below - above);
        }
      }
    }
  }

  private static float pixel(
      float[] picture, int h, int w, int c, int y, int x, int channel, float fill) {
    boolean inside = y >= 0 && y < h && x >= 0 && x < w;
    return inside ? picture[(y * w + x) * c + channel] : fill;
  }

  /** Covers a square about a random pixel. */
  static void cutout(float[] picture, Shape shape, int size, float fill, Draws draws) {
    requirePicture(shape);
    int h = shape.dim(0);
    int w = shape.dim(1);
    int c = shape.dim(2);
    int top = draws.below(h) - size / 2;
    int left = draws.below(w) - size / 2;
    int first = Math.max(0, left);
    int last = (int) Math.min(w, (long) left + size);
    for (int y = Math.max(0, top); y < Math.min(h, (long) top + size); y++) {
      Arrays.fill(picture, (y * w + first) * c, (y * w + last) * c, fill);
    }
  }
}
