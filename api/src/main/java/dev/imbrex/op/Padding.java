package dev.imbrex.op;

/** How the border of a picture is padded before a window slides over it. */
public sealed interface Padding permits Padding.Valid, Padding.Same, Padding.Explicit {
  /** No padding: the window stays inside. */
  Padding VALID = new Valid();

  /**
   * As much padding as gives ceil(in / stride) outputs: the total is max((ceil(in / s) - 1) s + (k
   * - 1) d + 1 - in, 0), of which the floor of half lies before and the rest after (TensorFlow's
   * rule).
   */
  Padding SAME = new Same();

  /** Returns the same padding on all four sides. */
  static Padding of(int all) {
    return new Explicit(all, all, all, all);
  }

  /** Returns padding given side by side, each at least 0. */
  static Padding of(int top, int bottom, int left, int right) {
    return new Explicit(top, bottom, left, right);
  }

  /** No padding. */
  record Valid() implements Padding {}

  /** TensorFlow's "same". */
  record Same() implements Padding {}

  /** Padding given side by side, in pixels. */
  record Explicit(int top, int bottom, int left, int right) implements Padding {
    public Explicit {
      Check.attribute(
          top >= 0 && bottom >= 0 && left >= 0 && right >= 0,
          "Padding",
          "every side must be at least 0, but got top "
              + top
              + ", bottom "
              + bottom
              + ", left "
              + left
              + ", right "
              + right);
    }
  }
}
