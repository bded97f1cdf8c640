package dev.imbrex.nn.layers;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;

/** Multiplies results of one shape, element by element, as gates do. */
public final class Multiply extends MergingLayer<Multiply> {
  private Multiply() {}

  /** Returns the layer. */
  public static Multiply of() {
    return new Multiply();
  }

  static Multiply fromConfig(Config c) {
    return of();
  }

  @Override
  Value join(OpEmitter b, Value left, Value right) {
    return b.mul(left, right);
  }

  @Override
  public String baseName() {
    return "multiply";
  }
}
