package dev.imbrex.train;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.List;

/** Examples in two arrays. */
final class InMemoryDataset implements Dataset {
  private final String name;
  private final Shape shape;
  private final List<String> classNames;
  private final float[] features;
  private final int[] labels;

  InMemoryDataset(
      String name, Shape shape, List<String> classNames, float[] features, int[] labels) {
    this.name = name;
    this.shape = shape;
    this.classNames = List.copyOf(classNames);
    this.features = features;
    this.labels = labels;
    if (labels.length == 0 || labels.length * shape.size() != features.length) {
      throw new ShapeException(
          String.format(
              "The data set %s has %d labels and examples of shape %s, which takes %d features, but"
                  + " has %d.",
              name, labels.length, shape, labels.length * shape.size(), features.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new IllegalArgumentException(
            String.format(
                "The data set %s has %d classes, but example %d has label %d.",
                name, classNames.size(), i, labels[i]));
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Shape exampleShape() {
    return shape;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public void read(int index, float[] dst, int offset) {
    int n = shape.intSize();
    System.arraycopy(features, Math.multiplyExact(index, n), dst, offset, n);
  }

  @Override
  public int label(int index) {
    return labels[index];
  }
}
