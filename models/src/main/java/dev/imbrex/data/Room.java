package dev.imbrex.data;

/**
 * Whether there is room for what a file announces, asked before memory is taken: a file made to do
 * harm may be a thousand times longer unpacked than it is.
 */
final class Room {
  /** Up to so many bytes a file may unpack to whatever it likes. */
  private static final long ALWAYS = 64L << 20;

  /** No data set of pictures is packed as tightly. */
  private static final long TIGHTEST = 100;

  private Room() {}

  /** Returns how many bytes a file of this length may unpack to. */
  static long unpacked(long fileBytes) {
    return Math.max(ALWAYS, TIGHTEST * fileBytes);
  }

  /**
   * Checks that Java has memory for what is about to be read.
   *
   * @param what the file, or the part of one, for the message
   * @throws DataException if not
   */
  static void require(String what, long bytes) {
    if (bytes > free()) {
      // Some of what is in use may be garbage.
      System.gc();
    }
    long free = free();
    if (bytes > free) {
      throw new DataException(
          String.format(
              "%s takes %,d MB, but Java has %,d MB left; use a smaller data set, or give Java more"
                  + " memory, as with IMBREX_JAVA_OPTS=-Xmx4g.",
              what, bytes >> 20, free >> 20));
    }
  }

  /** Three quarters of what is free: the rest may be in pieces that are too small. */
  private static long free() {
    Runtime r = Runtime.getRuntime();
    return (r.maxMemory() - (r.totalMemory() - r.freeMemory())) / 4 * 3;
  }
}
