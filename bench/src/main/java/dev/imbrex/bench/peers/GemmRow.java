package dev.imbrex.bench.peers;

import java.util.Locale;
import java.util.Optional;

/** The GFLOP/s of one shape of products. */
final class GemmRow extends Results implements Turns.Observer {
  static final String OURS = "imbrex";
  static final String CLBLAST = "clblast";
  static final String PEAK = "peak";

  private final GemmShape shape;

  GemmRow(GemmShape shape) {
    this.shape = shape;
  }

  GemmShape shape() {
    return shape;
  }

  /** Returns which share of the device's multiply-adds a library uses. */
  Optional<Double> share(String peer) {
    return ratio(peer, PEAK);
  }

  @Override
  public void ready(String name, Child child) {
    check(name, child.size(), child.firstFigure());
  }

  /**
   * Checks what a library is about to do.
   *
   * @param operations of its steps
   * @param error of a sample of its elements, in parts of the sum of |a b|
   * @throws Child.FailedException if it does something else, or does it wrong
   */
  void check(String name, long operations, double error) {
    long wanted = shape.operations() * shape.products();
    if (!name.equals(PEAK) && operations != wanted) {
      throw new Child.FailedException(
          name + " does " + operations + " operations in a step instead of " + wanted + ".", null);
    }
    if (!(error <= GemmPeer.MOST_ERROR)) {
      throw new Child.FailedException(
          String.format(
              Locale.ROOT,
              "%s is wrong: an element is off by %.1e of the sum of its products' sizes; %.0e is allowed.",
              name,
              error,
              GemmPeer.MOST_ERROR),
          null);
    }
  }

  @Override
  public void round() {}

  @Override
  public void worked(String name, Child child, Child.Round round) {
    add(name, 1e-9 * round.steps() * child.size() / round.seconds());
  }
}
