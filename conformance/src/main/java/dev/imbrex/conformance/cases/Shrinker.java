package dev.imbrex.conformance.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing case smaller, greedily, as long as it still fails. */
public final class Shrinker {
  private static final int MAX_TRIES = 300;

  private Shrinker() {}

  /**
   * Returns the simplest list of choices found that still fails.
   *
   * @param failing choices that fail
   * @param fails tells whether other choices fail; false where they make no case
   */
  public static List<Integer> shrink(List<Integer> failing, Predicate<List<Integer>> fails) {
    List<Integer> best = failing;
    int tries = 0;
    boolean better = true;
    while (better) {
      better = false;
      for (int i = 0; i < best.size(); i++) {
        for (int smaller : simpler(best.get(i))) {
          if (++tries > MAX_TRIES) {
            return best;
          }
          List<Integer> next = new ArrayList<>(best);
          next.set(i, smaller);
          if (fails.test(next)) {
            best = next;
            better = true;
            break;
          }
        }
      }
    }
    return best;
  }

  private static int[] simpler(int choice) {
    return choice == 0
        ? new int[0]
        : choice == 1 ? new int[] {0} : new int[] {0, choice / 2, choice - 1};
  }
}
