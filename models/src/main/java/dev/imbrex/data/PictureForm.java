package dev.imbrex.data;

/**
 * What pictures of any size and kind are made into.
 *
 * @param height in pixels
 * @param width in pixels
 * @param resize how they get that size
 * @param colour in how many channels
 */
public record PictureForm(int height, int width, Resize resize, Colour colour) {
  /** More would not fit into memory as floats for one batch. */
  private static final int MAX_SIDE = 8192;

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if height or width is not from 1 to 8192
   */
  public PictureForm {
    if (height < 1 || width < 1 || height > MAX_SIDE || width > MAX_SIDE) {
      throw new IllegalArgumentException(
          String.format(
              "Pictures are from 1 to %d pixels wide and high, but %dx%d was asked for.",
              MAX_SIDE, width, height));
    }
  }

  /** Returns this form in another colour. */
  public PictureForm in(Colour other) {
    return new PictureForm(height, width, resize, other);
  }

  /** Returns how many bytes one picture takes with so many channels. */
  long bytes(int channels) {
    return (long) height * width * channels;
  }
}
