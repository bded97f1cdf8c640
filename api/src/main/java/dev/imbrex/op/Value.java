package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;

/** A tensor within a program: a number that is unique there, and a type. */
public record Value(int id, TensorType type) {
  /** Returns the shape of the type. */
  public Shape shape() {
    return type.shape();
  }

  /** Returns the element type. */
  public DType dtype() {
    return type.dtype();
  }

  @Override
  public String toString() {
    return "%" + id + ":" + type;
  }
}
