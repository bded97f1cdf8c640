package dev.imbrex.nn;

/**
 * A side output of a network that helps to train it: its loss, times a weight, is added to that of
 * the main output. C. Szegedy et al.: "Going deeper with convolutions", 2014, section 5.
 *
 * <p>Training only: judging and prediction do not compute it.
 *
 * @param output what is compared with the labels, as the main output is
 * @param weight what its loss is multiplied by
 */
public record Auxiliary(Symbol output, double weight) {
  /**
   * Checks the weight.
   *
   * @throws IllegalArgumentException if the weight is not a positive number
   */
  public Auxiliary {
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The weight of an auxiliary loss must be a positive number, not " + weight + ".");
    }
  }
}
