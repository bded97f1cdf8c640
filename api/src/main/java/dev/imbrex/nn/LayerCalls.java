package dev.imbrex.nn;

import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.List;

/** Calls layers that take one thing, and those that take several, in the same way. */
final class LayerCalls {
  private LayerCalls() {}

  static Shape outputShape(Layer layer, List<Shape> inputs) {
    if (layer instanceof MergeLayer) {
      return ((MergeLayer) layer).outputShape(inputs);
    }
    if (inputs.size() != 1) {
      throw new ShapeException(
          layer.type() + " takes what one layer gives, but is given " + inputs.size() + ".");
    }
    return layer.outputShape(inputs.get(0));
  }

  static Value emit(Layer layer, LayerContext context, List<Value> xs) {
    return layer instanceof MergeLayer
        ? ((MergeLayer) layer).emit(context, xs)
        : layer.emit(context, xs.get(0));
  }

  static long multiplyAdds(LayerNode n) {
    return n.layer() instanceof MergeLayer
        ? ((MergeLayer) n.layer()).multiplyAdds(n.inputShapes())
        : n.layer().multiplyAdds(n.inputShape());
  }

  /** Returns the field of a layer: what joins several sees as far as the largest of them does. */
  static ReceptiveField receptiveField(LayerNode n, List<ReceptiveField> before) {
    ReceptiveField all = before.get(0);
    for (ReceptiveField f : before) {
      all = all.or(f);
    }
    return n.layer().receptiveField(all, n.inputShape());
  }
}
