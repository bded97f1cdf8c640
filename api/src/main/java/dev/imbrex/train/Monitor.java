package dev.imbrex.train;

import java.util.Map;

/**
 * A figure that says how good a model is after an epoch.
 *
 * @param name such as {@code val_loss}: {@code loss} or a metric's name, with {@code val_} in front
 *     where it is that of the validation data
 * @param maximize whether greater is better
 */
public record Monitor(String name, boolean maximize) {

  /** Returns a figure by its name; accuracies are better when greater, all others when smaller. */
  public static Monitor of(String name) {
    return new Monitor(name, name.contains("accuracy"));
  }

  /**
   * Returns the figure of an epoch; NaN where it could not be computed.
   *
   * @throws IllegalArgumentException if there is no such figure; lists those that there are
   */
  public double value(Map<String, Double> figures) {
    Double v = figures.get(name);
    if (v == null) {
      throw new IllegalArgumentException(
          "There is no figure "
              + name
              + " to watch; there are "
              + figures.keySet()
              + (name.startsWith("val_") ? " (val_ needs validation data)." : "."));
    }
    return v;
  }

  /**
   * Returns whether a figure is better than another by more than {@code delta}.
   *
   * @param than NaN where there is none yet
   * @return false for a figure that is NaN or infinite
   */
  public boolean better(double figure, double than, double delta) {
    if (Double.isNaN(figure) || Double.isInfinite(figure)) {
      return false;
    }
    if (Double.isNaN(than)) {
      return true;
    }
    return maximize ? figure > than + delta : figure < than - delta;
  }
}
