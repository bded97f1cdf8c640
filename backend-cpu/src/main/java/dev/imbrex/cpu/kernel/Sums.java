package dev.imbrex.cpu.kernel;

/** Adds up what tasks have summed by themselves. */
final class Sums {
  private Sums() {}

  /**
   * Adds parts in pairs, in a fixed tree: 0 + 1, 2 + 3, …, then 0 + 2, …; the first has the sum.
   *
   * @param work part i has n elements from {@code at + i apart}
   */
  static void add(Rows rows, float[] work, int at, int apart, int parts, int n) {
    for (int distance = 1; distance < parts; distance *= 2) {
      for (int i = 0; i + distance < parts; i += 2 * distance) {
        rows.add(work, at + (i + distance) * apart, work, at + i * apart, n);
      }
    }
  }
}
