package dev.imbrex.nn;

import dev.imbrex.tensor.Shape;

/**
 * A parameter of a model.
 *
 * @param name its unique name, layer and parameter: {@code conv2d_1/kernel}
 * @param layer the layer's name
 * @param spec what the layer says of it
 * @param offset the index of its first element in the flat vector of the model's trained
 *     parameters, or in that of the others if it is not trained
 * @param stream the number of the random stream that it is initialised from
 */
public record Parameter(String name, String layer, ParameterSpec spec, int offset, int stream) {
  /** Returns the shape. */
  public Shape shape() {
    return spec.shape();
  }

  /** Returns the number of elements. */
  public int size() {
    return spec.shape().intSize();
  }

  /** Returns whether the optimiser changes it. */
  public boolean trainable() {
    return spec.trainable();
  }
}
