package dev.imbrex.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the head of a JPEG file says and decoders pass over.
 *
 * @param orientation how the camera was held, 1 to 8 as in EXIF; 1 is upright
 * @param components how many colour components there are; 0 where it does not say
 * @param adobeTransform what Adobe's marker says of them: 0 none, 1 YCbCr, 2 YCCK; -1 without it
 */
record JpegMarkers(int orientation, int components, int adobeTransform) {
  static final int UPRIGHT = 1;

  private static final JpegMarkers NONE = new JpegMarkers(UPRIGHT, 0, -1);
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.ISO_8859_1);
  private static final int ORIENTATION_TAG = 0x0112;
  private static final int SHORT = 3;

  /** Reads the markers in front of the picture; of a damaged head, those before the damage. */
  static JpegMarkers of(byte[] file) {
    JpegMarkers found = NONE;
    if (file.length < 4 || (file[0] & 255) != 0xFF || (file[1] & 255) != 0xD8) {
      return found;
    }
    ByteBuffer in = ByteBuffer.wrap(file, 2, file.length - 2);
    while (in.remaining() >= 4) {
      if ((in.get() & 255) != 0xFF) {
        return found;
      }
      int marker = in.get() & 255;
      while (marker == 0xFF && in.remaining() >= 3) {
        marker = in.get() & 255; // filling
      }
      boolean bare = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
      if (bare) {
        continue;
      }
      int length = in.getShort() & 0xFFFF;
      boolean end = marker == 0xDA || marker == 0xD9;
      if (end || length < 2 || length - 2 > in.remaining()) {
        return found;
      }
      ByteBuffer segment = in.slice(in.position(), length - 2);
      in.position(in.position() + length - 2);
      found = found.with(marker, segment);
    }
    return found;
  }

  private JpegMarkers with(int marker, ByteBuffer segment) {
    boolean frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame && segment.remaining() >= 6) {
      return new JpegMarkers(orientation, segment.get(5) & 255, adobeTransform);
    }
    if (marker == 0xE1 && startsWith(segment, EXIF)) {
      int turned = orientation(segment.slice(EXIF.length, segment.remaining() - EXIF.length));
      return new JpegMarkers(turned, components, adobeTransform);
    }
    if (marker == 0xEE && startsWith(segment, ADOBE) && segment.remaining() >= 12) {
      return new JpegMarkers(orientation, components, segment.get(11) & 255);
    }
    return this;
  }

  private static boolean startsWith(ByteBuffer segment, byte[] text) {
    return segment.remaining() >= text.length
        && segment.slice(0, text.length).equals(ByteBuffer.wrap(text));
  }

  /** Finds the orientation in the first directory of the TIFF structure that EXIF consists of. */
  private static int orientation(ByteBuffer tiff) {
    try {
      int order = tiff.getShort(0) & 0xFFFF;
      if (order != 0x4949 && order != 0x4D4D) {
        return UPRIGHT;
      }
      tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = tiff.getInt(4);
      int entries = tiff.getShort(directory) & 0xFFFF;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + 12 * i;
        boolean wanted =
            (tiff.getShort(entry) & 0xFFFF) == ORIENTATION_TAG
                && tiff.getShort(entry + 2) == SHORT
                && tiff.getInt(entry + 4) == 1;
        if (wanted) {
          int value = tiff.getShort(entry + 8) & 0xFFFF;
          return value >= 1 && value <= 8 ? value : UPRIGHT;
        }
      }
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      // A damaged directory: the picture itself may still be whole, and is shown as it is.
      return UPRIGHT;
    }
    return UPRIGHT;
  }
}
