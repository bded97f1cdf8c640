package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.InputLayer;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.Map;

/** Where examples enter a network: says their shape, without the batch. */
public final class Input extends AbstractLayer<Input> implements InputLayer {
  private final Shape shape;

  private Input(Shape shape) {
    this.shape = shape;
  }

  /** Returns the input of examples of this shape, such as {@code Input.of(28, 28, 1)}. */
  public static Input of(int... shape) {
    return new Input(Shape.of(shape));
  }

  static Input fromConfig(Config c) {
    return new Input(Shape.of(c.integers("shape")));
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (!input.equals(shape)) {
      throw new ShapeException(
          "Input expects " + shape + " for each example, but gets " + input + ".");
    }
    return shape;
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    return x;
  }

  @Override
  public String baseName() {
    return "input_layer";
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("shape", shape.toList());
  }
}
