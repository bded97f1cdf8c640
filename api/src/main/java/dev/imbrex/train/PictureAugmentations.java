package dev.imbrex.train;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.Arrays;

/** How pictures of shape {@code [H, W, C]} are varied, in place. */
final class PictureAugmentations {
  private PictureAugmentations() {}

  private static void requirePicture(Shape shape) {
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
}
