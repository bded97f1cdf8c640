package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.MergeLayer;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.List;
import java.util.Map;

/**
 * Puts results one behind the other along their last axis, such as the channels of pictures: {@code
 * [H, W, C1]} and {@code [H, W, C2]} become {@code [H, W, C1 + C2]}. Other axes are the same.
 */
public final class Concatenate extends AbstractLayer<Concatenate> implements MergeLayer {
  private Concatenate() {}

  /** Returns the layer. */
  public static Concatenate of() {
    return new Concatenate();
  }

  static Concatenate fromConfig(Config c) {
    return of();
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    int[] shape = inputs.isEmpty() ? new int[0] : inputs.get(0).toArray();
    int last = shape.length - 1;
    boolean fit = inputs.size() > 1 && last >= 0;
    for (int i = 1; fit && i < inputs.size(); i++) {
      int[] other = inputs.get(i).toArray();
      fit = other.length == shape.length;
      for (int axis = 0; fit && axis < last; axis++) {
        fit = other[axis] == shape[axis];
      }
      shape[last] += fit ? other[last] : 0;
    }
    if (!fit) {
      throw new ShapeException(
          "Concatenate expects at least two inputs that differ in their last axis only, but gets "
              + inputs
              + ".");
    }
    return Shape.of(shape);
  }

  @Override
  public Value emit(LayerContext context, List<Value> xs) {
    int last = xs.get(0).shape().rank() - 1;
    return context.emitter().emit(new Concat(last), xs).get(0);
  }

  @Override
  public String baseName() {
    return "concatenate";
  }

  @Override
  public Map<String, Object> config() {
    return Config.map();
  }
}
