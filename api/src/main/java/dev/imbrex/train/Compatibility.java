package dev.imbrex.train;

import dev.imbrex.nn.Model;
import dev.imbrex.tensor.ShapeException;

/** Whether data and models fit together. */
final class Compatibility {
  private Compatibility() {}

  /**
   * Checks that the model takes the examples.
   *
   * @throws ShapeException if not
   */
  static void check(Model model, Dataset data) {
    if (!model.inputShape().equals(data.exampleShape())) {
      throw new ShapeException(
          "The model takes examples of shape "
              + model.inputShape()
              + ", but those of "
              + data.name()
              + " have "
              + data.exampleShape()
              + "; change its Input, or reshape the data set.");
    }
  }
}
