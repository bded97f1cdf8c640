package dev.imbrex.conformance.cases;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The choices that make a case, drawn at random or repeated from a list.
 *
 * <p>Every choice is a number counted from the simplest alternative, 0. Recorded, the numbers
 * repeat the case exactly; made smaller one by one, they shrink it ({@link Shrinker}), whatever the
 * family.
 */
public final class Draw {
  private static final int[] EXTENTS = {1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17};
  private static final int[] SMALL_EXTENTS = {1, 2, 3, 4, 5, 7};
  private static final int[] CHANNELS = {1, 3, 4, 5, 17, 2, 8, 15, 16, 33};
  private static final int[] SMALL_CHANNELS = {1, 3, 4, 5};
  private static final int[] TILE_EDGES = {
    1, 2, 3, 5, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65
  };
  private static final int[] SMALL_TILE_EDGES = {1, 2, 3, 5, 7, 8, 9, 13, 17};

  private final SplittableRandom random;
  private final List<Integer> script;
  private final boolean repeats;
  private final boolean small;
  private final List<Integer> made = new ArrayList<>();

  private Draw(SplittableRandom random, List<Integer> script, boolean repeats, boolean small) {
    this.random = random;
    this.script = script;
    this.repeats = repeats;
    this.small = small;
  }

  /** Returns choices at random; with small shapes only, for slow devices. */
  public static Draw random(long seed, boolean small) {
    return new Draw(new SplittableRandom(seed), List.of(), false, small);
  }

  /** Returns the choices of a list; what lies behind its end is the simplest. */
  public static Draw repeat(List<Integer> choices, boolean small) {
    return new Draw(new SplittableRandom(0), choices, true, small);
  }

  /** Returns the choices made so far. */
  public List<Integer> made() {
    return List.copyOf(made);
  }

  /** Returns a number from 0 to n - 1. */
  public int upTo(int n) {
    int i =
        repeats
            ? (made.size() < script.size() ? Math.floorMod(script.get(made.size()), n) : 0)
            : random.nextInt(n);
    made.add(i);
    return i;
  }

  /** Returns one of the alternatives, of which the first is the simplest. */
  public int pick(int... simplestFirst) {
    return simplestFirst[upTo(simplestFirst.length)];
  }

  /** Returns one of the alternatives, of which the first is the simplest. */
  public <T> T pick(List<T> simplestFirst) {
    return simplestFirst.get(upTo(simplestFirst.size()));
  }

  /** Returns true once in {@code n} times; false is the simpler. */
  public boolean onceIn(int n) {
    return upTo(n) == n - 1;
  }

  /** Returns true half of the time. */
  public boolean maybe() {
    return onceIn(2);
  }

  /** Returns whether shapes are to be small ones. */
  public boolean isSmall() {
    return small;
  }

  /** Returns an extent of a picture or of some axis: 1, primes, powers of two and neighbours. */
  public int extent() {
    return pick(small ? SMALL_EXTENTS : EXTENTS);
  }

  /** Returns a number of channels: 1, 3, 4, 5, 17 and around vector lengths. */
  public int channels() {
    return pick(small ? SMALL_CHANNELS : CHANNELS);
  }

  /** Returns an extent around the edges of tiles: one less, the tile, one more. */
  public int tileEdge() {
    return pick(small ? SMALL_TILE_EDGES : TILE_EDGES);
  }

  /** Returns a batch size. */
  public int batch() {
    return pick(1, 2, 3, 5);
  }

  /** Returns a shape of a rank between the two, with at most about a thousand elements. */
  public Shape shape(int minRank, int maxRank) {
    if (minRank <= 1 && maxRank >= 1 && onceIn(4)) {
      int n = small ? pick(1, 7, 16, 17) : pick(1, 7, 15, 16, 17, 31, 64, 65, 127, 255, 1023, 1025);
      return Shape.of(n);
    }
    int[] dims = new int[minRank + upTo(maxRank - minRank + 1)];
    int size = 1;
    for (int i = 0; i < dims.length; i++) {
      dims[i] = size > 200 ? pick(1, 2) : extent();
      size *= dims[i];
    }
    return Shape.of(dims);
  }

  /** Returns F32 mostly, sometimes F64. */
  public DType floats() {
    return onceIn(10) ? DType.F64 : DType.F32;
  }

  /** Gives up what was drawn unless the condition holds. */
  public static void require(boolean holds, String why) {
    if (!holds) {
      throw new RejectedDrawException(why);
    }
  }
}
