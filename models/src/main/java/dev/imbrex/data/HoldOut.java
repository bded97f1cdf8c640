package dev.imbrex.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * Chooses which pictures are held out, by their names alone: each name has a random number that
 * depends on the seed, and of each class the same share with the lowest numbers is held out.
 *
 * <p>So the choice is the same on every machine, and a picture more or less moves at most one other
 * picture of its class.
 *
 * @param fraction how much of each class is held out, between 0 and 1; at least one picture is, and
 *     at least one is not
 */
record HoldOut(double fraction, long seed) {
  /**
   * Checks the fraction.
   *
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  HoldOut {
    if (!(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "The part that is held out must lie between 0 and 1, such as 0.2, but is "
              + fraction
              + ".");
    }
  }

  /** Returns the items in the order of their random numbers. */
  <T> List<T> shuffled(List<T> items, Function<T, String> name) {
    List<T> sorted = new ArrayList<>(items);
    sorted.sort(Comparator.comparingLong((T t) -> number(name.apply(t))).thenComparing(name));
    return sorted;
  }

  /** Returns how many of a class's pictures are held out; there are at least two. */
  int count(int pictures) {
    return (int) Math.max(1, Math.min(pictures - 1, Math.round(pictures * fraction)));
  }

  /**
   * A checksum says where two names differ; multiplying spreads that over all bits (SplitMix64).
   */
  private long number(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    long z = seed * 0x9E3779B97F4A7C15L + sum.getValue() + ((long) name.hashCode() << 32);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
