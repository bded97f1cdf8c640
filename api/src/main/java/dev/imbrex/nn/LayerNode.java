package dev.imbrex.nn;

import dev.imbrex.tensor.Shape;
import java.util.List;

/**
 * A layer at its place in a model.
 *
 * @param index its place, from 0
 * @param name its name, unique in the model
 * @param inputs the places of the layers whose results it takes; none for the input
 * @param inputShape the shape of what it takes, for one example
 * @param outputShape the shape of its result, for one example
 */
public record LayerNode(
    int index,
    String name,
    Layer layer,
    List<Integer> inputs,
    Shape inputShape,
    Shape outputShape) {
  public LayerNode {
    inputs = List.copyOf(inputs);
  }
}
