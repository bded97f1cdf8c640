package dev.imbrex.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Refuses pictures before they are decoded that are too large, or take far longer than their few
 * bytes are worth: a file of a thousand bytes can ask for minutes of work.
 */
final class PictureBounds {
  /** More pixels than cameras have, and few enough to be read in seconds. */
  private static final long MAX_PIXELS = 400_000_000;

  /** Up to so many pixels, counted once per scan, a file may be as short as it likes. */
  private static final long ALWAYS = 48_000_000;

  /** An empty page has fewer pixels to a byte than this. */
  private static final long MOST_PER_BYTE = 200;

  /** What decoding takes for a pixel that is kept: itself, and three colours as floats. */
  private static final int BYTES_PER_PIXEL = 20;

  private PictureBounds() {}

  /**
   * Checks what a picture announces.
   *
   * @param pixels how many it has
   * @param kept how many of them are kept in memory
   * @throws DataException if it is too large
   */
  static void check(Path file, byte[] bytes, long pixels, long kept) {
    if (pixels > MAX_PIXELS) {
      throw new DataException(
          String.format(
              "%s has %,d pixels, but at most %,d are read; make it smaller.",
              file, pixels, MAX_PIXELS));
    }
    long work = pixels * scans(bytes);
    if (work > ALWAYS && work > MOST_PER_BYTE * bytes.length) {
      throw new DataException(
          String.format(
              "%s announces %,d pixels, far more than %,d bytes can hold; it is damaged or made to"
                  + " do harm, leave it out.",
              file, pixels, bytes.length));
    }
    if (holdsAnotherFile(bytes)) {
      throw new DataException(
          file + " is a BMP file around a JPEG or PNG, which is not read; save it as PNG.");
    }
    Room.require(file.toString(), kept * BYTES_PER_PIXEL);
  }

  /** Java's reader of such BMPs takes as much memory as they announce. */
  private static boolean holdsAnotherFile(byte[] file) {
    if (file.length < 34 || file[0] != 'B' || file[1] != 'M') {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int compression = header.getInt(30);
    return header.getInt(14) >= 40 && (compression == 4 || compression == 5);
  }

  /** Returns how often a JPEG goes through its pixels; 1 for other files. */
  private static long scans(byte[] file) {
    boolean jpeg = file.length > 2 && (file[0] & 255) == 0xFF && (file[1] & 255) == 0xD8;
    long scans = 0;
    for (int i = 2; jpeg && i + 1 < file.length; i++) {
      // Within the data of a scan there is always a zero behind 0xFF.
      if ((file[i] & 255) == 0xFF && (file[i + 1] & 255) == 0xDA) {
        scans++;
      }
    }
    return Math.max(1, scans);
  }
}
