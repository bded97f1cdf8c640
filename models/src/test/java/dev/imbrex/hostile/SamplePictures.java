package dev.imbrex.hostile;

import java.awt.image.BufferedImage;

/** Small whole pictures to be damaged. */
final class SamplePictures {
  private SamplePictures() {}

  static BufferedImage grey(int width, int height) {
    return painted(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY));
  }

  static BufferedImage colour(int width, int height) {
    return painted(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
  }

  static BufferedImage palette(int width, int height) {
    // JPEG has no palette: Java writes three colours then only from RGB.
    return painted(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR));
  }

  private static BufferedImage painted(BufferedImage image) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, (x * 31) << 16 | (y * 29) << 8 | (x * y * 7 & 255));
      }
    }
    return image;
  }
}
