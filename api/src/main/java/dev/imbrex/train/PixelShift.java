package dev.imbrex.train;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;

/** Makes pixels brighter or darker, in shares of the way from black to white. */
final class PixelShift {
  private final float[] black;
  private final float[] white;

  PixelShift(PixelRange range) {
    this.black = range.blacks();
    this.white = range.whites();
  }

  private void require(Shape shape) {
    PictureAugmentations.requirePicture(shape);
    if (shape.dim(2) != black.length) {
      throw new ShapeException(
          "This augmentation is for pictures with "
              + black.length
              + " channels, but the examples have shape "
              + shape
              + ".");
    }
  }

  /** Changes all values by the same share. */
  void all(float[] picture, Shape shape, double share) {
    require(shape);
    for (int i = 0; i < shape.intSize(); i++) {
      change(picture, i, share);
    }
  }

  /** Changes each value by a share of its own with this deviation. */
  void each(float[] picture, Shape shape, double deviation, Draws draws) {
    require(shape);
    for (int i = 0; i < shape.intSize(); i++) {
      change(picture, i, deviation * draws.normal());
    }
  }

  private void change(float[] picture, int i, double share) {
    int c = i % black.length;
    float moved = (float) (picture[i] + share * (white[c] - black[c]));
    picture[i] = Math.max(black[c], Math.min(white[c], moved));
  }
}
