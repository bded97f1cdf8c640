package dev.imbrex.train;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;

/** The examples of another data set with their features changed, or under another shape. */
final class MappedDataset extends DatasetView {
  private final Shape shape;
  private final FeatureMap function;

  MappedDataset(Dataset base, Shape shape, FeatureMap function) {
    super(base);
    this.shape = shape;
    this.function = function;
    if (shape.size() != base.exampleShape().size()) {
      throw new ShapeException(
          "Examples of shape "
              + base.exampleShape()
              + " can not have the shape "
              + shape
              + ": it has another size.");
    }
  }

  @Override
  public Shape exampleShape() {
    return shape;
  }

  @Override
  public void read(int index, float[] dst, int offset) {
    base.read(index, dst, offset);
    function.apply(dst, offset, shape.intSize());
  }
}
