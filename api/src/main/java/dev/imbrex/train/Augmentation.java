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

  /**
   * Returns the augmentation that widens a picture by {@code pixels} on every side with its own
   * mirror image and takes a part of the old size from a random place.
   *
   * <p>Like {@link #shift}, but what comes in from outside looks like the picture; meant for
   * photographs, which have no ground of one colour.
   *
   * @throws IllegalArgumentException if {@code pixels} is negative
   */
  static Augmentation crop(int pixels) {
    if (pixels < 0) {
      throw new IllegalArgumentException(
          "A picture is widened by 0 pixels or more, but got " + pixels + ".");
    }
    return (features, shape, draws) -> {
      int down = draws.between(-pixels, pixels);
      int right = draws.between(-pixels, pixels);
      PictureAugmentations.crop(features, shape, down, right);
    };
  }

  /**
   * Returns the augmentation that turns a picture about its centre by up to {@code degrees} in
   * either direction, drawn evenly, and interpolates between the four nearest pixels.
   *
   * @param fill what comes in from outside, after normalisation
   * @throws IllegalArgumentException if {@code degrees} is not from 0 to 180
   */
  static Augmentation rotate(double degrees, float fill) {
    if (!(degrees >= 0 && degrees <= 180)) {
      throw new IllegalArgumentException(
          "A picture turns by 0 to 180 degrees, but got " + degrees + ".");
    }
    return (features, shape, draws) -> {
      double angle = (2 * draws.uniform() - 1) * degrees;
      PictureAugmentations.rotate(features, shape, angle, fill);
    };
  }

  /**
   * Returns the augmentation that adds a number of its own to each value of a picture, drawn from a
   * normal distribution, and keeps the result between black and white.
   *
   * @param deviation its standard deviation, as a share of the way from black to white
   * @throws IllegalArgumentException if {@code deviation} is negative or not a number
   */
  static Augmentation noise(double deviation, PixelRange range) {
    requireShare("The deviation of noise", deviation);
    PixelShift shift = new PixelShift(range);
    return (features, shape, draws) -> shift.each(features, shape, deviation, draws);
  }

  /**
   * Returns the augmentation that makes a whole picture brighter or darker by the same amount,
   * drawn evenly, and keeps the result between black and white.
   *
   * @param most the largest change, as a share of the way from black to white
   * @throws IllegalArgumentException if {@code most} is negative or not a number
   */
  static Augmentation brightness(double most, PixelRange range) {
    requireShare("The change of brightness", most);
    PixelShift shift = new PixelShift(range);
    return (features, shape, draws) -> shift.all(features, shape, (2 * draws.uniform() - 1) * most);
  }

  /**
   * Returns the augmentation that covers a square of a picture, centred on a random pixel; what
   * would lie outside is cut off.
   *
   * <p>T. DeVries, G. Taylor: "Improved regularization of convolutional neural networks with
   * cutout", 2017.
   *
   * @param size how many pixels the square is wide
   * @param fill what the covered pixels become, after normalisation
   * @throws IllegalArgumentException if {@code size} is less than 1
   */
  static Augmentation cutout(int size, float fill) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "The square that is covered is at least 1 pixel wide, but got " + size + ".");
    }
    return (features, shape, draws) ->
        PictureAugmentations.cutout(features, shape, size, fill, draws);
  }

  private static void requireShare(String what, double share) {
    if (!(share >= 0 && share < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " is a number from 0 on, but got " + share + ".");
    }
  }
}
