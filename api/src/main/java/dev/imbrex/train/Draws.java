package dev.imbrex.train;

import dev.imbrex.tensor.Philox;

/**
 * Random draws for a purpose and a place, such as the augmentation of example 7 in epoch 2: the
 * same place gives the same draws, whatever was drawn before and on whatever machine.
 *
 * <p>Not safe for use from several threads. {@link #at} begins anew without allocating.
 */
public final class Draws {
  // Streams of the generator. Layers have those from 0 up, so what belongs to the data is negative.
  static final int SHUFFLE = -1;
  static final int AUGMENT = -2;
  static final int SPLIT = -3;

  private final int stream;
  private final int key0;
  private final int key1;
  private int counter2;
  private int counter3;
  private long next;
  private final int[] block = new int[4];
  private double spareNormal = Double.NaN;

  Draws(long seed, int stream) {
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
    this.stream = stream;
  }

  /** Begins the sequence of a place. */
  void at(int epoch, int index) {
    this.counter2 = epoch;
    this.counter3 = index;
    this.next = 0;
    this.spareNormal = Double.NaN;
  }

  /** Returns 32 random bits. */
  public int bits() {
    int word = (int) (next & 3);
    if (word == 0) {
      Philox.block((int) (next >>> 2), stream, counter2, counter3, key0, key1, block, 0);
    }
    next++;
    return block[word];
  }

  /**
   * Returns one of 0, 1, …, {@code bound} - 1, each with exactly the same probability.
   *
   * @throws IllegalArgumentException if {@code bound} is less than 1
   */
  public int below(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("The bound must be at least 1, but is " + bound + ".");
    }
    // D. Lemire: "Fast random integer generation in an interval", 2019.
    long product = Integer.toUnsignedLong(bits()) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long least = (1L << 32) % bound;
      while ((product & 0xFFFFFFFFL) < least) {
        product = Integer.toUnsignedLong(bits()) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** Returns one of {@code from}, …, {@code to}, both included. */
  public int between(int from, int to) {
    return from + below(to - from + 1);
  }

  /** Returns a multiple of 2^-24 in [0, 1). */
  public float uniform() {
    return (bits() >>> 8) * 0x1p-24f;
  }

  /** Returns a number from the normal distribution with mean 0 and deviation 1 (Box and Muller). */
  public double normal() {
    if (!Double.isNaN(spareNormal)) {
      double n = spareNormal;
      spareNormal = Double.NaN;
      return n;
    }
    // In (0, 1], whose logarithm is finite; StrictMath gives the same bits everywhere.
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - (double) uniform()));
    double angle = 2 * Math.PI * uniform();
    spareNormal = radius * StrictMath.sin(angle);
    return radius * StrictMath.cos(angle);
  }

  /** Returns true with this probability. */
  public boolean chance(double probability) {
    return Integer.toUnsignedLong(bits()) < probability * 0x1p32;
  }

  /** Fills an array with the numbers from 0 in random order (Fisher and Yates). */
  void permutation(int[] order) {
    for (int i = 0; i < order.length; i++) {
      int j = below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
  }
}
