package dev.imbrex.nn.layers;

import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Maximum over windows, per channel: {@code [H, W, C]} to {@code [OH, OW, C]}. */
public final class MaxPool2D extends PoolingLayer<MaxPool2D> {
  private MaxPool2D(int poolH, int poolW) {
    super(poolH, poolW);
  }

  /** Returns max pooling over square windows, side by side. */
  public static MaxPool2D of(int poolSize) {
    return new MaxPool2D(poolSize, poolSize);
  }

  /** Returns max pooling over windows of this height and width, side by side. */
  public static MaxPool2D of(int poolH, int poolW) {
    return new MaxPool2D(poolH, poolW);
  }

  static MaxPool2D fromConfig(Config c) {
    int[] pool = c.pair("pool_size", 2);
    return of(pool[0], pool[1]).readCommon(c);
  }

  @Override
  Value emitPicture(LayerContext context, Value x) {
    return context.emitter().emit(new MaxPool2d(window, ceil), List.of(x)).get(0);
  }

  @Override
  public String baseName() {
    return "max_pooling2d";
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> m = new LinkedHashMap<>();
    putCommon(m);
    return m;
  }
}
