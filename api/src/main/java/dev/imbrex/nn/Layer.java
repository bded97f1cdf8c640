package dev.imbrex.nn;

import dev.imbrex.nn.regularize.Regularizer;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a network: an immutable description that holds no numbers.
 *
 * <p>Shapes are those of one example, without the batch: {@code [H, W, C]} for a picture. Values
 * that are emitted have the batch in front: {@code [N, H, W, C]}. Layers of one's own extend {@link
 * AbstractLayer}; to load a model with them, provide a {@link LayerProvider}.
 */
public interface Layer {
  /** Returns the name of the kind of layer, such as {@code Conv2D}: what files call it. */
  String type();

  /** Returns what the layer is called in a model where it has no name, such as {@code conv2d}. */
  String baseName();

  /** Returns the name that it has been given. */
  Optional<String> name();

  /** Returns this layer with a name of its own. */
  Layer named(String name);

  /**
   * Returns the shape of the result for one example.
   *
   * @throws dev.imbrex.tensor.ShapeException if the layer does not fit such examples
   */
  Shape outputShape(Shape input);

  /**
   * Returns the parameters, given the shape of one example; {@link #outputShape} has accepted it.
   */
  default List<ParameterSpec> parameters(Shape input) {
    return List.of();
  }

  /**
   * Emits the ops that compute the layer.
   *
   * @param x a batch of examples
   * @return a batch of results
   */
  Value emit(LayerContext context, Value x);

  /**
   * Returns what the layer gives for this, in a network that is being put together. Each
   * application is a layer of its own in the model, with weights of its own; see {@link
   * SharedLayer}.
   *
   * @throws dev.imbrex.tensor.ShapeException if the layer does not fit
   */
  default Symbol apply(Symbol x) {
    return Symbol.of(this, List.of(x), Symbol.Placement.PLAIN);
  }

  /**
   * Returns the options as a map of texts, numbers, booleans, lists and maps, without type and
   * name; the factory of a {@link LayerProvider} makes the layer again from it.
   */
  Map<String, Object> config();

  /**
   * Returns the penalty on what the layer gives, if there is one. It is added to the loss after it
   * has been divided by the number of examples in the batch.
   */
  default Optional<Regularizer> activityRegularizer() {
    return Optional.empty();
  }

  /** Returns how many products are added up for one example. */
  default long multiplyAdds(Shape input) {
    return 0;
  }

  /** Returns the part of the picture that one element of the result sees. */
  default ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return before;
  }
}
