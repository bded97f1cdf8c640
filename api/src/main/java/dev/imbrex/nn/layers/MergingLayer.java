package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.MergeLayer;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.List;
import java.util.Map;

/** A layer that joins results of one shape, element by element. */
abstract class MergingLayer<L extends MergingLayer<L>> extends AbstractLayer<L>
    implements MergeLayer {

  /** Emits what two become. */
  abstract Value join(OpEmitter b, Value left, Value right);

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.size() < 2 || inputs.stream().distinct().count() > 1) {
      throw new ShapeException(
          type() + " expects at least two inputs of one shape, but gets " + inputs + ".");
    }
    return inputs.get(0);
  }

  @Override
  public Value emit(LayerContext context, List<Value> xs) {
    return xs.stream().reduce((a, b) -> join(context.emitter(), a, b)).orElseThrow();
  }

  @Override
  public Map<String, Object> config() {
    return Config.map();
  }
}
