package dev.imbrex.bench.peers;

import java.util.List;

/** A product of float32 matrices of [m, k] and [k, n], row by row. */
record GemmShape(int m, int n, int k) {
  /** A step has at least so many operations, enqueued one after the other and waited for once. */
  private static final double ENOUGH = 1e9;

  /**
   * Returns the shape of a text.
   *
   * @param text m, n and k with x between them, such as 6400x16x25
   * @throws IllegalArgumentException if it is another
   */
  static GemmShape of(String text) {
    try {
      List<Integer> mnk = List.of(text.split("x", -1)).stream().map(Integer::valueOf).toList();
      if (mnk.size() == 3 && mnk.stream().allMatch(x -> x > 0)) {
        return new GemmShape(mnk.get(0), mnk.get(1), mnk.get(2));
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "A shape is m, n and k with x between them, such as 6400x16x25, not " + text + ".");
  }

  /** Returns the floating-point operations of a product. */
  long operations() {
    return 2L * m * n * k;
  }

  /**
   * Returns how many products a step has: one that takes microseconds is not waited for by itself.
   */
  int products() {
    return (int) Math.ceil(ENOUGH / operations());
  }

  @Override
  public String toString() {
    return m + "x" + n + "x" + k;
  }
}
