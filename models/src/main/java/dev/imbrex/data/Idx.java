package dev.imbrex.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a file of bytes in the idx format, plain or compressed by gzip: the words 0x0800 + rank and
 * each extent, most significant byte first, and then the bytes in row-major order.
 *
 * @param dims the extents
 * @param bytes the elements
 */
record Idx(int[] dims, byte[] bytes) {
  private static final int UNSIGNED_BYTES = 0x0800;
  private static final long MAX_BYTES = 1L << 30;

  /**
   * Reads a file.
   *
   * @param rank how many dimensions it must have
   * @throws DataException if it is not such a file, or its length is not the one that it announces
   */
  static Idx read(Path file, int rank) {
    try (DataInputStream in = new DataInputStream(DataFolder.open(file))) {
      int magic = in.readInt();
      if (magic != UNSIGNED_BYTES + rank) {
        throw new DataException(
            String.format(
                "%s is not an idx file of bytes with %d dimensions: it should begin with %d but"
                    + " begins with %d; put the right file there.",
                file, rank, UNSIGNED_BYTES + rank, magic));
      }
      int[] dims = new int[rank];
      long size = 1;
      for (int i = 0; i < rank; i++) {
        dims[i] = in.readInt();
        if (dims[i] < 1 || dims[i] > MAX_BYTES / size) {
          throw new DataException(
              String.format(
                  "%s announces the extents %s, which are not possible; it is damaged, fetch it"
                      + " again.",
                  file, Arrays.toString(Arrays.copyOf(dims, i + 1))));
        }
        size *= dims[i];
      }
      if (size > Room.unpacked(Files.size(file))) {
        throw wrongLength(file, dims, size, "far less");
      }
      Room.require(file.toString(), size);
      byte[] bytes = new byte[(int) size];
      int read = in.readNBytes(bytes, 0, bytes.length);
      if (read < size || in.read() >= 0) {
        throw wrongLength(file, dims, size, read < size ? "only " + read : "more");
      }
      return new Idx(dims, bytes);
    } catch (IOException e) {
      throw DataFolder.unreadable(file, e);
    }
  }

  private static DataException wrongLength(Path file, int[] dims, long size, String has) {
    return new DataException(
        String.format(
            "%s is damaged: it announces %s, that is %d bytes, but has %s; fetch it again.",
            file, Arrays.toString(dims), size, has));
  }
}
