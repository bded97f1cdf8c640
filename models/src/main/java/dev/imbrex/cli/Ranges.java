package dev.imbrex.cli;

/** Checks the numbers that options are given. */
final class Ranges {
  private Ranges() {}

  /**
   * Returns the number.
   *
   * @throws IllegalArgumentException if it is less than the least possible
   */
  static int atLeast(int least, String option, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + " must be at least " + least + ", but is " + value + ".");
    }
    return value;
  }

  /**
   * Returns the number.
   *
   * @throws IllegalArgumentException if it is not a number greater than 0
   */
  static double positive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          option + " must be a number greater than 0, but is " + value + ".");
    }
    return value;
  }
}
