package dev.imbrex.data;

import java.nio.file.Path;

/** Reads pictures of any size and kind into the form that a network takes. */
public final class PictureFile {
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
   * Reads a PNG, JPEG, GIF or BMP file in any size, as one sees it: turned as its camera says, the
   * first picture where it has several, white where it is transparent. Colour becomes grey where
   * there is one channel, and grey becomes colour where there are three.
   *
   * @param channels 1 or 3
   * @param border how bright the border of the training pictures is, from 0 to 255
   * @throws DataException if it can not be read, is no picture or too large
   */
  public static Loaded read(
      Path file, int height, int width, int channels, Resize resize, double border, Invert invert) {
    Raster r = PictureDecoder.decode(file).withChannels(channels);
    double own = r.borderMean();
    // Only where it is clear: far from the middle, and on the other side of it.
    boolean opposite = channels == 1 && Grounds.clear(own) && (own > 127.5) != (border > 127.5);
    boolean inverted = invert == Invert.YES || (invert == Invert.AUTO && opposite);
    Raster fitted = (inverted ? r.inverted() : r).resized(height, width, resize);
    return new Loaded(fitted.bytes(), inverted);
  }

  /** Reads a file as above, with what is left over of the size filled ({@link Resize#PAD}). */
  public static Loaded read(
      Path file, int height, int width, int channels, double border, Invert invert) {
    return read(file, height, width, channels, Resize.PAD, border, invert);
  }
}
