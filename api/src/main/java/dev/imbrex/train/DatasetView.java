package dev.imbrex.train;

import dev.imbrex.tensor.Shape;
import java.util.List;

/** A data set that passes everything on to another one; subclasses change what they are about. */
abstract class DatasetView implements Dataset {
  final Dataset base;

  DatasetView(Dataset base) {
    this.base = base;
  }

  @Override
  public String name() {
    return base.name();
  }

  @Override
  public int size() {
    return base.size();
  }

  @Override
  public Shape exampleShape() {
    return base.exampleShape();
  }

  @Override
  public List<String> classNames() {
    return base.classNames();
  }

  @Override
  public void read(int index, float[] dst, int offset) {
    base.read(index, dst, offset);
  }

  @Override
  public int label(int index, int output) {
    return base.label(index, output);
  }

  @Override
  public int label(int index) {
    return base.label(index);
  }

  @Override
  public Augmentation augmentation() {
    return base.augmentation();
  }
}
