package dev.imbrex.nn.layers;

import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** Average over windows, per channel: {@code [H, W, C]} to {@code [OH, OW, C]}. */
public final class AveragePool2D extends PoolingLayer<AveragePool2D> {
  private boolean countPadding;

  private AveragePool2D(int poolH, int poolW) {
    super(poolH, poolW);
  }

  /** Returns average pooling over square windows, side by side. */
  public static AveragePool2D of(int poolSize) {
    return new AveragePool2D(poolSize, poolSize);
  }

  /** Returns average pooling over windows of this height and width, side by side. */
  public static AveragePool2D of(int poolH, int poolW) {
    return new AveragePool2D(poolH, poolW);
  }

  static AveragePool2D fromConfig(Config c) {
    int[] pool = c.pair("pool_size", 2);
    return of(pool[0], pool[1]).readCommon(c).countPadding(c.flag("count_padding", false));
  }

  /** Returns this layer, counting pixels in the padding too if asked; not by default. */
  public AveragePool2D countPadding(boolean count) {
    return with(l -> l.countPadding = count);
  }

  @Override
  Value emitPicture(LayerContext context, Value x) {
    return context.emitter().emit(new AvgPool2d(window, ceil, countPadding), x);
  }

  @Override
  public String baseName() {
    return "average_pooling2d";
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> m = new LinkedHashMap<>();
    putCommon(m);
    m.put("count_padding", countPadding);
    return m;
  }
}
