package dev.imbrex.opencl.lower;

import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * How a reduction is done: stages one after the other, each along the middle axis of {@code [outer,
 * n, inner]} and in parts, so that no sum is a long chain and many work-items have something to do.
 * It depends on the shape, and on how wide a work-item is, but on nothing that is counted or timed.
 */
final class ReducePlan {
  /** So many work-items keep a large device busy. */
  private static final long BUSY = 1 << 16;

  private static final int LONGEST_ROW = 4096;

  /** So many columns is a group for, where work-items are lanes. */
  private static final int SHORT_ROW = 32;

  private ReducePlan() {}

  /**
   * One stage: n becomes {@code parts()}.
   *
   * @param height rows of a part, of which the last may have fewer
   * @param together whether a group makes a result together, for which inner is 1
   */
  record Stage(int outer, int n, int inner, int height, boolean together) {
    int parts() {
      return (n + height - 1) / height;
    }

    long results() {
      return (long) outer * parts() * inner;
    }
  }

  /**
   * Returns the stages that reduce the axes of a shape; at least one.
   *
   * @param width floats per register of a work-item, 1 where work-items are lanes
   */
  static List<Stage> of(Shape s, List<Integer> axes, int width) {
    // Extents by turns: kept, reduced, kept, ...; axes of one element belong anywhere.
    List<Integer> runs = new ArrayList<>(List.of(1));
    for (int i = 0; i < s.rank(); i++) {
      boolean reduced = axes.contains(i);
      if (s.dim(i) == 1) {
        continue;
      }
      if (reduced == (runs.size() % 2 == 0)) {
        runs.set(runs.size() - 1, runs.get(runs.size() - 1) * s.dim(i));
      } else {
        runs.add(s.dim(i));
      }
    }
    List<Stage> stages = new ArrayList<>();
    int inner = 1;
    for (int i = runs.size() - 1; i >= 0; i--) {
      if (i % 2 == 0) {
        inner *= runs.get(i);
      } else {
        add(stages, product(runs, i), runs.get(i), inner, width);
      }
    }
    if (stages.isEmpty()) {
      stages.add(new Stage(1, 1, inner, 1, false));
    }
    return stages;
  }

  private static int product(List<Integer> runs, int end) {
    return runs.subList(0, end).stream().reduce(1, (a, b) -> a * b);
  }

  /** Returns the stages that reduce the middle axis. */
  static List<Stage> of(int outer, int n, int inner, int width) {
    List<Stage> stages = new ArrayList<>();
    add(stages, outer, n, inner, width);
    return stages;
  }

  private static void add(List<Stage> stages, int outer, int n, int inner, int width) {
    int fold = inner > 1 ? width / gcd(inner, width) : 1;
    if (fold > 1 && n % fold == 0 && n / fold >= width) {
      // Several rows side by side fill vectors.
      add(stages, outer, n / fold, inner * fold, width);
      add(stages, outer, fold, inner, width);
      return;
    }
    int left = n;
    do {
      boolean together = inner == 1 && left > (width > 1 ? width : SHORT_ROW);
      int most = together ? LONGEST_ROW : height(outer, left, inner);
      int parts = (left + most - 1) / most;
      stages.add(new Stage(outer, left, inner, (left + parts - 1) / parts, together));
      left = stages.get(stages.size() - 1).parts();
    } while (left > 1);
  }

  /** Returns how many rows a work-item folds. */
  private static int height(int outer, int n, int inner) {
    if (n <= 64 || (n <= 1024 && (long) outer * inner >= BUSY)) {
      return n;
    }
    long total = (long) outer * n * inner;
    return (int) Math.max(64, Math.min(256, total / BUSY));
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Returns how many elements the results of all stages but the last have. */
  static long scratchElements(List<Stage> stages) {
    return stages.stream().limit(stages.size() - 1L).mapToLong(Stage::results).sum();
  }
}
