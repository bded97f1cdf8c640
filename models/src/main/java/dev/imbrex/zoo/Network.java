package dev.imbrex.zoo;

import dev.imbrex.nn.Model;
import dev.imbrex.tensor.Shape;

/**
 * A network that can be asked for by name.
 *
 * @param name what people choose it by
 * @param description what it is, in half a line
 * @param inputShape the pictures it was made for, {@code [H, W, C]}
 * @param classes how many classes it was made for
 * @param dataSet the data set it is trained on where none is named
 * @param factory makes it for other pictures and numbers of classes
 */
public record Network(
    String name,
    String description,
    Shape inputShape,
    int classes,
    String dataSet,
    Factory factory) {

  /** Makes a network; it ends in logits, one per class. */
  @FunctionalInterface
  public interface Factory {
    /** Makes it for pictures of this shape. */
    Model create(Shape input, int classes);
  }

  /**
   * Makes the network.
   *
   * @throws dev.imbrex.tensor.ShapeException if the pictures are too small for it
   */
  public Model create(Shape input, int classes) {
    return factory.create(input, classes);
  }

  /** Makes the network for the pictures and classes that it was made for. */
  public Model create() {
    return create(inputShape, classes);
  }
}
