package dev.imbrex.tensor;

/**
 * The counter-based generator Philox4x32-10: a fixed function from a counter of four words and a
 * key of two to four random words.
 *
 * <p>Everything random in the library comes from here, so that one seed gives the same bits on
 * every device. J. Salmon, M. Moraes, R. Dror, D. Shaw: "Parallel random numbers: as easy as 1, 2,
 * 3", SC 2011.
 */
public final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int KEY_STEP_0 = 0x9E3779B9;
  private static final int KEY_STEP_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private Philox() {}

  /**
   * Writes the four words of one block.
   *
   * @param c0 the counter's words 0 to 3
   * @param k0 the key's words 0 and 1
   * @param out gets the words at indices {@code at} to {@code at + 3}
   */
  public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out, int at) {
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * Integer.toUnsignedLong(c0);
      long p1 = MULTIPLIER_1 * Integer.toUnsignedLong(c2);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += KEY_STEP_0;
      k1 += KEY_STEP_1;
    }
    out[at] = c0;
    out[at + 1] = c1;
    out[at + 2] = c2;
    out[at + 3] = c3;
  }

  /**
   * Fills an array with the words that {@code RandomBits} gives for this stream and state: word i
   * is word i mod 4 of the block with counter (i / 4, stream, counter2, counter3).
   */
  public static void fill(int[] out, int stream, int key0, int key1, int counter2, int counter3) {
    int whole = out.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      block(i >>> 2, stream, counter2, counter3, key0, key1, out, i);
    }
    for (int i = whole; i < out.length; i++) {
      out[i] = word(i, stream, key0, key1, counter2, counter3);
    }
  }

  /**
   * Returns one word of the sequence that {@link #fill} gives; allocates nothing.
   *
   * @param i which word, from 0 to 2^34 - 1
   */
  public static int word(long i, int stream, int key0, int key1, int counter2, int counter3) {
    int c0 = (int) (i >>> 2);
    int c1 = stream;
    int c2 = counter2;
    int c3 = counter3;
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * Integer.toUnsignedLong(c0);
      long p1 = MULTIPLIER_1 * Integer.toUnsignedLong(c2);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += KEY_STEP_0;
      k1 += KEY_STEP_1;
    }
    return switch ((int) (i & 3)) {
      case 0 -> c0;
      case 1 -> c1;
      case 2 -> c2;
      default -> c3;
    };
  }
}
