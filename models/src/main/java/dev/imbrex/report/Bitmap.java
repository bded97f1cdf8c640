package dev.imbrex.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture in memory.
 *
 * @param argb its pixels in row-major order, 8 bits each of opacity, red, green and blue; not
 *     copied
 */
public record Bitmap(int height, int width, int[] argb) {
  /** Checks that there are as many pixels as height and width say. */
  public Bitmap {
    if (argb.length != (long) height * width) {
      throw new IllegalArgumentException(
          String.format("A picture of %dx%d does not have %d pixels.", height, width, argb.length));
    }
  }

  /**
   * Returns a picture of bytes as data sets have them: grey with one channel, in colour with three;
   * of any other number the first.
   *
   * @param pixels {@code [height, width, channels]}
   */
  public static Bitmap of(byte[] pixels, int height, int width, int channels) {
    int[] argb = new int[height * width];
    for (int i = 0; i < argb.length; i++) {
      int r = pixels[i * channels] & 255;
      int g = channels == 3 ? pixels[i * channels + 1] & 255 : r;
      int b = channels == 3 ? pixels[i * channels + 2] & 255 : r;
      argb[i] = Colours.of(r, g, b);
    }
    return new Bitmap(height, width, argb);
  }

  /**
   * Returns pictures of one size in rows of about the same length, with clear lines between.
   *
   * @param most how many are side by side at most
   */
  static Bitmap grid(List<Bitmap> tiles, int most) {
    int h = tiles.get(0).height;
    int w = tiles.get(0).width;
    int down = (tiles.size() + most - 1) / most;
    int across = (tiles.size() + down - 1) / down;
    int width = across * (w + 1) - 1;
    int height = down * (h + 1) - 1;
    int[] out = new int[height * width];
    for (int i = 0; i < tiles.size(); i++) {
      int at = i / across * (h + 1) * width + i % across * (w + 1);
      for (int y = 0; y < h; y++) {
        System.arraycopy(tiles.get(i).argb, y * w, out, at + y * width, w);
      }
    }
    return new Bitmap(height, width, out);
  }

  /** Returns the picture with every pixel made a square of so many. */
  public Bitmap enlarged(int times) {
    int[] out = new int[height * times * width * times];
    for (int i = 0; i < out.length; i++) {
      out[i] = argb[i / (width * times) / times * width + i % (width * times) / times];
    }
    return new Bitmap(height * times, width * times, out);
  }

  /** Returns the picture as a PNG file. */
  public byte[] png() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, width, height, argb, 0, width);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("A picture could not be written to memory: " + e, e);
    }
    return bytes.toByteArray();
  }

  /** Returns the picture as an address that holds all of it. */
  String dataUri() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png());
  }
}
