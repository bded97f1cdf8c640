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
   * Returns the width and the height that {@code --size} says.
   *
   * @throws IllegalArgumentException if it is not two numbers with x between
   */
  static int[] size(String text) {
    if (!text.matches("\\d{1,5}x\\d{1,5}")) {
      throw new IllegalArgumentException(
          "--size is a width and a height with x between, such as 64x48, but is " + text + ".");
    }
    int x = text.indexOf('x');
    return new int[] {
      Integer.parseInt(text.substring(0, x)), Integer.parseInt(text.substring(x + 1))
    };
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
