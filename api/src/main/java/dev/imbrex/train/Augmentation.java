package dev.imbrex.train;

import dev.imbrex.tensor.Shape;

/**
 * Varies an example at random each time that it is trained on, without changing what it shows.
 *
 * <p>Draws everything that is random from {@link Draws}, which depends on the seed, the epoch and
 * the example alone; keeps nothing from call to call.
 */
@FunctionalInterface
public interface Augmentation {
  /** Leaves examples as they are. */
  Augmentation NONE = (features, shape, draws) -> {};

  /**
   * Changes an example in place.
   *
   * @param features its numbers in row-major order, from index 0
   * @param shape the shape of one example; {@code [H, W, C]} for pictures
   * @throws dev.imbrex.tensor.ShapeException if it does not apply to such examples
   */
  void apply(float[] features, Shape shape, Draws draws);

  /** Returns this augmentation followed by another one. */
  default Augmentation then(Augmentation next) {
    if (this == NONE) {
      return next;
    }
    return (features, shape, draws) -> {
      apply(features, shape, draws);
      next.apply(features, shape, draws);
    };
  }

  /** Returns the augmentation that mirrors every other picture left to right. */
  static Augmentation flip() {
    return PictureAugmentations::flip;
  }

  /**
   * Returns the augmentation that moves a picture by up to {@code pixels} in each direction, drawn
   * evenly; what comes in from outside is {@code fill}.
   *
   * <p>This is the "pad and crop at random" of the ResNet paper.
   *
   * @param fill what an empty pixel is after normalisation
   * @throws IllegalArgumentException if {@code pixels} is negative
   */
  static Augmentation shift(int pixels, float fill) {
    if (pixels < 0) {
      throw new IllegalArgumentException(
          "A picture shifts by 0 pixels or more, but got " + pixels + ".");
    }
    return (features, shape, draws) -> {
      int down = draws.between(-pixels, pixels);
      int right = draws.between(-pixels, pixels);
      PictureAugmentations.shift(features, shape, down, right, fill);
    };
  }

  /** Returns {@link #shift(int, float)} with zeros coming in. */
  static Augmentation shift(int pixels) {
    return shift(pixels, 0);
  }
}
