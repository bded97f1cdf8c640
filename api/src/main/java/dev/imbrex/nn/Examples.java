package dev.imbrex.nn;

import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;

/** The examples that a model is given: some {@code [N, ...]}, or one. */
final class Examples {
  private Examples() {}

  /** Returns whether it is one example, without their number in front. */
  static boolean isOne(Model model, HostTensor x) {
    return x.type().equals(TensorType.f32(model.inputShape()));
  }

  /**
   * Returns how many examples there are.
   *
   * @throws ShapeException if they are not of the shape that the model takes
   */
  static int count(Model model, HostTensor x) {
    Shape one = model.inputShape();
    if (isOne(model, x)) {
      return 1;
    }
    boolean some =
        x.shape().rank() == one.rank() + 1
            && x.type().equals(TensorType.f32(one.prepend(x.shape().dim(0))));
    if (!some) {
      throw new ShapeException(
          "The model expects examples F32"
              + one
              + ", one or with their number in front, but got "
              + x.type()
              + ".");
    }
    return x.shape().dim(0);
  }
}
