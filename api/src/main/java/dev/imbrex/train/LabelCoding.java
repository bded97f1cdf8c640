package dev.imbrex.train;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;

/** How the class of an example is written for a loss. */
enum LabelCoding {
  /** The number of the class, an integer. */
  INTEGER,
  /** The number of the class, 0 or 1, as a float. */
  BINARY,
  /** A row with 1 at the place of the class and 0 elsewhere. */
  ONE_HOT;

  /**
   * Returns the coding for labels of this type.
   *
   * @param labels the type of a batch of labels
   * @param outputs the shape of the network's result for one example
   * @throws ShapeException if classes of this data set can not be written so
   */
  static LabelCoding of(TensorType labels, Shape outputs, Dataset data) {
    // Labels of one class per example need outputs [classes], or one number for two classes.
    int classes = outputs.rank() == 1 ? outputs.dim(0) : outputs.rank() == 0 ? 1 : 0;
    LabelCoding coding;
    if (labels.dtype() == DType.I32) {
      coding = INTEGER;
    } else if (classes == 1) {
      coding = BINARY;
      classes = 2;
    } else {
      coding = ONE_HOT;
    }
    if (classes < data.classes()) {
      throw new ShapeException(
          "The data set "
              + data.name()
              + " has "
              + data.classes()
              + " classes, but the model gives "
              + outputs
              + " for each example; end it with a Dense layer of "
              + data.classes()
              + " units.");
    }
    return coding;
  }
}
