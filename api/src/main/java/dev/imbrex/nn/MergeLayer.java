package dev.imbrex.nn;

import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.List;

/** A layer that takes what several layers give, such as a sum. */
public interface MergeLayer extends Layer {
  /**
   * Returns the shape of the result for one example.
   *
   * @param inputs the shapes of what it takes, for one example
   * @throws dev.imbrex.tensor.ShapeException if they do not fit
   */
  Shape outputShape(List<Shape> inputs);

  /**
   * Emits the ops that compute the layer.
   *
   * @param xs a batch of each input
   */
  Value emit(LayerContext context, List<Value> xs);

  /** Returns how many products are added up for one example. */
  default long multiplyAdds(List<Shape> inputs) {
    return 0;
  }

  /** Returns what the layer gives for these. */
  default Symbol apply(Symbol... inputs) {
    return apply(List.of(inputs));
  }

  /** Returns what the layer gives for these. */
  default Symbol apply(List<Symbol> inputs) {
    return Symbol.of(this, inputs, Symbol.Placement.PLAIN);
  }

  @Override
  default Symbol apply(Symbol x) {
    return apply(List.of(x));
  }

  @Override
  default Shape outputShape(Shape input) {
    return outputShape(List.of(input));
  }

  @Override
  default Value emit(LayerContext context, Value x) {
    return emit(context, List.of(x));
  }

  @Override
  default long multiplyAdds(Shape input) {
    return multiplyAdds(List.of(input));
  }
}
