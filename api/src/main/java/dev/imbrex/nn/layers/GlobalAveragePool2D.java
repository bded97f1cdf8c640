package dev.imbrex.nn.layers;

import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Value;

/** Average over the whole picture, per channel: {@code [H, W, C]} to {@code [C]}. */
public final class GlobalAveragePool2D extends GlobalPoolingLayer<GlobalAveragePool2D> {
  private GlobalAveragePool2D() {}

  /** Returns global average pooling. */
  public static GlobalAveragePool2D of() {
    return new GlobalAveragePool2D();
  }

  static GlobalAveragePool2D fromConfig(Config c) {
    return of().readCommon(c);
  }

  @Override
  Value emitPicture(LayerContext context, Value x) {
    return context.emitter().mean(x, true, 1, 2);
  }

  @Override
  public String baseName() {
    return "global_average_pooling2d";
  }
}
