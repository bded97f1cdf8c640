package dev.imbrex.spi;

/**
 * How near to exact arithmetic sums of products are, as an {@link Executable} declares of what it
 * computes; in this order, the widest last. The rules are those of {@code docs/spec/ops.md},
 * section 2.
 */
public enum Accuracy {
  /** As near as adding in any order is (NUM-2). */
  STANDARD,
  /**
   * As near as minimal filtering with large tiles is (NUM-4). Allowed only where C2D-2 allows
   * Winograd's algorithm at all.
   */
  FAST;

  /** Returns the wider of two. */
  public Accuracy or(Accuracy other) {
    return compareTo(other) < 0 ? other : this;
  }
}
