package dev.imbrex.nn;

import dev.imbrex.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer at its place in a model.
 *
 * @param index its place, from 0
 * @param name its name, unique in the model
 * @param inputs the places of the layers whose results it takes; none for an input
 * @param inputShapes the shapes of what it takes, for one example; for an input its own
 * @param outputShape the shape of its result, for one example
 * @param parametersOf the place of the layer whose parameters it uses: its own, mostly
 * @param trainable whether the optimiser changes its parameters
 * @param rateFactor what the learning rate is multiplied by for its parameters
 */
public record LayerNode(
    int index,
    String name,
    Layer layer,
    List<Integer> inputs,
    List<Shape> inputShapes,
    Shape outputShape,
    int parametersOf,
    boolean trainable,
    double rateFactor) {
  public LayerNode {
    inputs = List.copyOf(inputs);
    inputShapes = List.copyOf(inputShapes);
  }

  /** Returns the shape of what it takes, for one example: of the first, if it takes several. */
  public Shape inputShape() {
    return inputShapes.get(0);
  }

  /** Returns whether it uses the parameters of a layer before it. */
  public boolean sharesParameters() {
    return parametersOf != index;
  }

  /**
   * Returns the layer at another place.
   *
   * @param owner the place of the layer whose parameters it uses; null if they are its own
   */
  LayerNode moved(int to, List<Integer> from, @Nullable Integer owner) {
    return new LayerNode(
        to,
        name,
        layer,
        from,
        inputShapes,
        outputShape,
        owner == null ? to : owner,
        trainable,
        rateFactor);
  }

  /** Returns the layer with its parameters trained or frozen. */
  LayerNode trainable(boolean trained) {
    return new LayerNode(
        index, name, layer, inputs, inputShapes, outputShape, parametersOf, trained, rateFactor);
  }

  /** Returns the layer with another factor for its learning rate. */
  LayerNode rateFactor(double factor) {
    return new LayerNode(
        index, name, layer, inputs, inputShapes, outputShape, parametersOf, trainable, factor);
  }
}
