package dev.imbrex.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads pictures of any size and kind into the form that a network takes. */
public final class PictureFile {
  /** More pixels than cameras have, and few enough to be read in seconds. */
  private static final long MAX_PIXELS = 400_000_000;

  /** Of larger pictures only every second, third, … row and column is kept, to spare memory. */
  private static final long MANY_PIXELS = 8_000_000;

  private PictureFile() {}

  /** What to do with a picture that is dark on light. */
  public enum Invert {
    /** Invert a grey picture whose border is of the opposite brightness to the training data's. */
    AUTO,
    /** Invert every picture. */
    YES,
    /** Leave every picture as it is. */
    NO
  }

  /**
   * A picture that was read.
   *
   * @param pixels {@code [height, width, channels]}
   * @param inverted whether light and dark were exchanged
   */
  public record Loaded(byte[] pixels, boolean inverted) {}

  /**
   * Reads a PNG, JPEG, GIF or BMP file: what is transparent becomes white, colour becomes grey
   * where there is one channel, and the whole picture is scaled to fit.
   *
   * @param border how bright the border of the training pictures is, from 0 to 255
   * @throws DataException if it can not be read, is no picture or too large
   */
  public static Loaded read(
      Path file, int height, int width, int channels, double border, Invert invert) {
    Raster r = raster(decode(file)).withChannels(channels);
    double own = r.borderMean();
    // Only where it is clear: far from the middle, and on the other side of it.
    boolean opposite =
        channels == 1 && Math.abs(own - 127.5) > 32 && (own > 127.5) != (border > 127.5);
    boolean inverted = invert == Invert.YES || (invert == Invert.AUTO && opposite);
    Raster fitted = (inverted ? r.inverted() : r).fit(height, width);
    byte[] pixels = new byte[fitted.values().length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(fitted.values()[i])));
    }
    return new Loaded(pixels, inverted);
  }

  private static BufferedImage decode(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException("There is no picture " + file + "; check the name.");
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new DataException(
            file + " is not a picture in a known format; use PNG, JPEG, GIF or BMP.");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        long size = (long) reader.getWidth(0) * reader.getHeight(0);
        if (size > MAX_PIXELS) {
          throw new DataException(
              String.format(
                  "%s has %,d pixels, but at most %,d are read; make it smaller.",
                  file, size, MAX_PIXELS));
        }
        ImageReadParam every = reader.getDefaultReadParam();
        int step = (int) Math.ceil(Math.sqrt(size / (double) MANY_PIXELS));
        every.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, every);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof DataException) {
        throw (DataException) e;
      }
      // Readers of pictures throw all kinds of exceptions at damaged files.
      throw new DataException(
          file + " is damaged or can not be read (" + e.getMessage() + "); check the file.", e);
    }
  }

  private static Raster raster(BufferedImage image) {
    boolean plainGrey =
        image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !image.getColorModel().hasAlpha();
    return plainGrey ? grey(image) : colour(image);
  }

  /** Takes samples as they are: Java's conversion of grey would change their brightness. */
  private static Raster grey(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    float scale = 255f / ((1 << image.getColorModel().getComponentSize(0)) - 1);
    float[] values = new float[w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        values[y * w + x] = scale * image.getRaster().getSample(x, y, 0);
      }
    }
    return new Raster(h, w, 1, values);
  }

  private static Raster colour(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    float[] values = new float[3 * w * h];
    int[] row = new int[w];
    for (int y = 0; y < h; y++) {
      image.getRGB(0, y, w, 1, row, 0, w);
      for (int x = 0; x < w; x++) {
        float alpha = (row[x] >>> 24) / 255f;
        for (int c = 0; c < 3; c++) {
          int v = row[x] >>> (16 - 8 * c) & 255;
          values[3 * (y * w + x) + c] = alpha * v + (1 - alpha) * 255;
        }
      }
    }
    return new Raster(h, w, 3, values);
  }
}
