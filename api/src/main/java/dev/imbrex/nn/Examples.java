package dev.imbrex.nn;

import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.List;

/** The examples that a model is given: some {@code [N, ...]}, or one. */
public final class Examples {
  private Examples() {}

  /**
   * Returns what a model of several inputs takes: for each example the numbers of all inputs, one
   * behind the other.
   *
   * @param inputs for each input of the model a batch {@code [N, ...]}, F32
   * @return {@code [N, n]}
   * @throws ShapeException if they are of other shapes, or of different numbers of examples
   */
  public static HostTensor pack(Model model, List<HostTensor> inputs) {
    int n =
        inputs.isEmpty() || inputs.get(0).shape().rank() == 0 ? 0 : inputs.get(0).shape().dim(0);
    List<TensorType> expected =
        model.inputs().stream()
            .map(i -> TensorType.f32(i.outputShape().prepend(Math.max(1, n))))
            .toList();
    List<TensorType> given = inputs.stream().map(HostTensor::type).toList();
    if (!given.equals(expected)) {
      throw new ShapeException(
          "The model takes a batch of each of its inputs, "
              + expected
              + ", but is given "
              + given
              + ".");
    }
    if (inputs.size() == 1) {
      return inputs.get(0);
    }
    HostTensor packed = HostTensor.zeros(TensorType.f32(model.inputShape().prepend(n)));
    ByteBuffer to = packed.buffer();
    List<ByteBuffer> from = inputs.stream().map(HostTensor::buffer).toList();
    for (int i = 0; i < n; i++) {
      for (ByteBuffer bytes : from) {
        int each = bytes.capacity() / n;
        to.put(bytes.slice(i * each, each));
      }
    }
    return packed;
  }

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
