package dev.imbrex.spi;

/**
 * A part of a buffer.
 *
 * @param offset where it begins, in bytes, a multiple of 4
 * @param bytes its length
 */
public record Slice(Buffer buffer, long offset, long bytes) {
  public Slice {
    if (offset < 0 || offset % 4 != 0 || bytes < 0 || offset > buffer.bytes() - bytes) {
      throw new IndexOutOfBoundsException(
          "A slice of "
              + bytes
              + " bytes at "
              + offset
              + " does not fit a buffer of "
              + buffer.bytes()
              + " bytes, or does not begin at a multiple of 4.");
    }
  }

  /** Returns the slice that is a whole buffer. */
  public static Slice of(Buffer buffer) {
    return new Slice(buffer, 0, buffer.bytes());
  }

  /** Returns a part of this slice. */
  public Slice part(long at, long length) {
    if (at < 0 || length < 0 || at > bytes - length) {
      throw new IndexOutOfBoundsException(
          "A part of " + length + " bytes at " + at + " does not fit a slice of " + bytes + ".");
    }
    return new Slice(buffer, offset + at, length);
  }

  /** Returns whether the two share memory. */
  public boolean overlaps(Slice other) {
    return buffer == other.buffer
        && offset < other.offset + other.bytes
        && other.offset < offset + bytes;
  }
}
