package dev.imbrex.nn.init;

import dev.imbrex.tensor.Shape;

/**
 * How many inputs a unit has, and how many units an input feeds.
 *
 * @param in the fan-in
 * @param out the fan-out
 */
public record Fans(long in, long out) {

  /**
   * Returns the fans of a weight tensor by Keras's rule: the last two extents times the product of
   * those before them ({@code [kh, kw, in, out]}, {@code [in, out]}), or for vectors their length.
   */
  public static Fans of(Shape shape) {
    int r = shape.rank();
    if (r < 2) {
      return new Fans(shape.size(), shape.size());
    }
    long receptive = shape.size(0, r - 2);
    return new Fans(receptive * shape.dim(-2), receptive * shape.dim(-1));
  }
}
