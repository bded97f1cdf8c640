package dev.imbrex.cli;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Classes by their probability. */
final class Ranking {
  private Ranking() {}

  /** Returns the classes of one row, the most likely first; of equal ones the first comes first. */
  static int[] of(float[] p, int at, int classes) {
    return IntStream.range(0, classes)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -p[at + k]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
