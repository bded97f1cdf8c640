package dev.imbrex.nn;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a layer gives, in a network that is being put together: the functional form of models.
 *
 * <pre>{@code
 * Symbol x = Input.of(32, 32, 3).symbol();
 * Symbol y = Conv2D.of(16, 3).padding(SAME).apply(x);
 * Symbol z = Add.of().apply(y, Conv2D.of(16, 1).apply(x));
 * Model m = Model.of(x, z);
 * }</pre>
 *
 * <p>Each application of a layer is a layer of its own in the model, with weights of its own: a
 * layer is a description. Weights are shared where a {@link SharedLayer} or a {@link Model} is
 * applied more than once. Immutable.
 */
public final class Symbol {
  private final Layer layer;
  private final List<Symbol> inputs;
  private final Shape shape;
  private final Placement placement;

  /**
   * How the layer stands in its model.
   *
   * @param weights what is equal for layers that share their weights; null for a layer that has its
   *     own
   * @param trainable whether the optimiser changes its parameters
   * @param rateFactor what the learning rate is multiplied by for its parameters
   */
  record Placement(@Nullable Object weights, boolean trainable, double rateFactor) {
    static final Placement PLAIN = new Placement(null, true, 1);
  }

  /** Which numbers a layer begins with: those that it has in a model. */
  record Origin(Model model, int node) {}

  private Symbol(Layer layer, List<Symbol> inputs, Shape shape, Placement placement) {
    this.layer = layer;
    this.inputs = List.copyOf(inputs);
    this.shape = shape;
    this.placement = placement;
  }

  /** Returns what enters a network through an input. */
  static Symbol input(InputLayer layer) {
    return new Symbol(layer, List.of(), layer.shape(), Placement.PLAIN);
  }

  /**
   * Returns what a layer gives for these.
   *
   * @throws ShapeException if they do not fit; the message begins with the layer's name
   */
  static Symbol of(Layer layer, List<Symbol> inputs, Placement placement) {
    List<Shape> shapes = inputs.stream().map(Symbol::shape).toList();
    try {
      return new Symbol(layer, inputs, LayerCalls.outputShape(layer, shapes), placement);
    } catch (ShapeException e) {
      throw e.at(layer.name().orElseGet(layer::baseName));
    }
  }

  /** Returns the shape for one example, without the batch. */
  public Shape shape() {
    return shape;
  }

  /** Returns the layer that gives it. */
  public Layer layer() {
    return layer;
  }

  /** Returns what that layer takes; nothing if it is an input. */
  public List<Symbol> inputs() {
    return inputs;
  }

  Placement placement() {
    return placement;
  }

  /** Returns which numbers the layer begins with, if they are those of a model. */
  Optional<Origin> origin() {
    return placement.weights instanceof Origin
        ? Optional.of((Origin) placement.weights)
        : Optional.empty();
  }

  @Override
  public String toString() {
    return layer + " -> " + shape;
  }
}
