package dev.imbrex.nn.layers;

import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import java.util.List;

/** Maximum over the whole picture, per channel: {@code [H, W, C]} to {@code [C]}. */
public final class GlobalMaxPool2D extends GlobalPoolingLayer<GlobalMaxPool2D> {
  private GlobalMaxPool2D() {}

  /** Returns global max pooling. */
  public static GlobalMaxPool2D of() {
    return new GlobalMaxPool2D();
  }

  static GlobalMaxPool2D fromConfig(Config c) {
    return of().readCommon(c);
  }

  @Override
  Value emitPicture(LayerContext context, Value x) {
    Window all = new Window(x.shape().dim(1), x.shape().dim(2), 1, 1, 1, 1, Padding.VALID);
    return context.emitter().emit(new MaxPool2d(all, false), List.of(x)).get(0);
  }

  @Override
  public String baseName() {
    return "global_max_pooling2d";
  }
}
