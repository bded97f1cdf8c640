package dev.imbrex.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the entries of a tar archive, one after the other, without writing anything to disk.
 *
 * <p>Reads what the ustar format and its extensions have in common: names of up to 100 characters
 * and plain files. Longer names and links are passed over.
 */
final class TarReader {
  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE_AT = 156;

  /** It is no such archive, or one made to do harm. */
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String why) {
      super(why);
    }
  }

  private final InputStream in;
  private final long limit;
  private long left;
  private long padding;
  private long total;

  /**
   * Creates a reader.
   *
   * @param limit how many bytes are read at most, so that an archive made to do harm ends soon
   */
  TarReader(InputStream in, long limit) {
    this.in = in;
    this.limit = limit;
  }

  /**
   * Goes to the next plain file.
   *
   * @return its name, or null at the end
   * @throws IOException if the archive is not one, breaks off or is longer than the limit
   */
  @Nullable String next() throws IOException {
    while (true) {
      skip(left + padding);
      byte[] header = in.readNBytes(BLOCK);
      // Two empty blocks end an archive; some programs write none.
      if (header.length == 0 || isEmpty(header)) {
        return null;
      }
      if (header.length < BLOCK) {
        throw new EOFException("The archive ends within a header.");
      }
      if (number(header, CHECKSUM_AT, CHECKSUM_LENGTH) != checksum(header)) {
        throw new Malformed("it is not a tar archive");
      }
      left = number(header, SIZE_AT, SIZE_LENGTH);
      padding = (BLOCK - left % BLOCK) % BLOCK;
      total += BLOCK + left + padding;
      if (total > limit) {
        throw new Malformed("unpacked, it takes more than " + limit + " bytes");
      }
      if (header[TYPE_AT] == '0' || header[TYPE_AT] == 0) {
        return text(header, 0, NAME_LENGTH);
      }
    }
  }

  /** Returns how many bytes of the current file have not been read. */
  long remaining() {
    return left;
  }

  /** Reads the next bytes of the current file, all that were asked for. */
  byte[] read(int count) throws IOException {
    byte[] bytes = new byte[(int) Math.min(count, left)];
    if (in.readNBytes(bytes, 0, bytes.length) < count) {
      throw new EOFException("The archive ends within a file.");
    }
    left -= count;
    return bytes;
  }

  private void skip(long count) throws IOException {
    // Throws EOFException where there is not so much.
    in.skipNBytes(count);
    left = 0;
    padding = 0;
  }

  private static boolean isEmpty(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static long checksum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
      sum += own ? ' ' : header[i] & 255;
    }
    return sum;
  }

  private static long number(byte[] header, int at, int length) throws IOException {
    String octal = text(header, at, length).strip();
    try {
      return octal.isEmpty() ? 0 : Long.parseUnsignedLong(octal, 8);
    } catch (NumberFormatException e) {
      throw new Malformed("it is not a tar archive");
    }
  }

  private static String text(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }
}
