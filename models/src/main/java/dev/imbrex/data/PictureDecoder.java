package dev.imbrex.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes a picture file of any kind to grey or colour as one sees it: upright, on white where it
 * is transparent, the first picture where there are several.
 */
final class PictureDecoder {
  /** Longer than photographs are. */
  private static final long MAX_BYTES = 1L << 28;

  /** Of larger pictures only every second, third, … row and column is kept, to spare memory. */
  private static final long MANY_PIXELS = 8_000_000;

  /** What decoding one picture takes at most: its file, its pixels, and those as floats. */
  static final long MEMORY = MAX_BYTES / 4 + MANY_PIXELS * 20;

  private PictureDecoder() {}

  /**
   * Decodes a file.
   *
   * @throws DataException if it is not there, is no picture, is damaged or too large; names it
   */
  static Raster decode(Path file) {
    byte[] bytes = bytes(file);
    JpegMarkers markers = JpegMarkers.of(bytes);
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new DataException(
            file + " is not a picture in a known format; use PNG, JPEG, GIF or BMP.");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        ImageReadParam part = part(file, bytes, reader);
        Raster raster =
            markers.components() == 4
                ? Cmyk.toColour(reader.readRaster(0, part), markers.adobeTransform())
                : raster(reader.read(0, part));
        return raster.upright(markers.orientation());
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof DataException) {
        throw (DataException) e;
      }
      // Readers of pictures throw all kinds of exceptions at damaged files.
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new DataException(
          file + " is damaged or can not be read (" + why + "); check the file.", e);
    }
  }

  private static byte[] bytes(Path file) {
    if (!Files.isRegularFile(file)) {
      throw missing(file);
    }
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new DataException(
            String.format(
                "%s has %,d bytes, but at most %,d are read; make the picture smaller.",
                file, size, MAX_BYTES));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw missing(file);
    } catch (IOException e) {
      throw DataFolder.unreadable(file, e);
    }
  }

  private static DataException missing(Path file) {
    return new DataException("There is no picture " + file + "; check the name.");
  }

  private static ImageReadParam part(Path file, byte[] bytes, ImageReader reader)
      throws IOException {
    long size = (long) reader.getWidth(0) * reader.getHeight(0);
    ImageReadParam every = reader.getDefaultReadParam();
    int step = (int) Math.ceil(Math.sqrt(size / (double) MANY_PIXELS));
    PictureBounds.check(file, bytes, size, size / Math.max(1, (long) step * step));
    every.setSourceSubsampling(step, step, 0, 0);
    return every;
  }

  private static Raster raster(BufferedImage image) {
    ColorModel model = image.getColorModel();
    boolean grey =
        model instanceof ComponentColorModel
            && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    return grey ? grey(image) : colour(image);
  }

  /** Takes samples as they are: Java's conversion of grey would change their brightness. */
  private static Raster grey(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    ColorModel model = image.getColorModel();
    float scale = 255f / ((1 << model.getComponentSize(0)) - 1);
    float opaque = model.hasAlpha() ? (1 << model.getComponentSize(1)) - 1 : 1;
    float[] values = new float[w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        float v = scale * image.getRaster().getSample(x, y, 0);
        float alpha = model.hasAlpha() ? image.getRaster().getSample(x, y, 1) / opaque : 1;
        values[y * w + x] = alpha * v + (1 - alpha) * 255;
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
