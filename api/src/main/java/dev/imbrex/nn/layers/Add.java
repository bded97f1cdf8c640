package dev.imbrex.nn.layers;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;

/** Adds results of one shape, element by element, as residual networks do (He et al., 2015). */
public final class Add extends MergingLayer<Add> {
  private Add() {}

  /** Returns the layer. */
  public static Add of() {
    return new Add();
  }

  static Add fromConfig(Config c) {
    return of();
  }

  @Override
  Value join(OpEmitter b, Value left, Value right) {
    return b.add(left, right);
  }

  @Override
  public String baseName() {
    return "add";
  }
}
