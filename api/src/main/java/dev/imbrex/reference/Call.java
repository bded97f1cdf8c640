package dev.imbrex.reference;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * What one application of an op is given.
 *
 * @param inputs the types of the arguments
 * @param outputs the types of the results
 * @param arguments the elements of each argument in row-major order; integers, BOOL (0 or 1) and
 *     U32 (unsigned) are held exactly as doubles; not to be written to
 */
record Call(
    List<TensorType> inputs,
    List<TensorType> outputs,
    List<double[]> arguments,
    Arithmetic arithmetic) {

  double[] argument(int index) {
    return arguments.get(index);
  }

  Shape shape(int index) {
    return inputs.get(index).shape();
  }

  DType type() {
    return outputs.get(0).dtype();
  }

  Shape shape() {
    return outputs.get(0).shape();
  }

  int size() {
    return shape().intSize();
  }

  /** Returns a fresh array for the first result. */
  double[] result() {
    return new double[size()];
  }

  Terms terms() {
    return new Terms(arithmetic, type());
  }
}
