package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.ReceptiveField;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.Map;

/** All numbers of an example in one row: {@code [H, W, C]} to {@code [H W C]}. */
public final class Flatten extends AbstractLayer<Flatten> {
  private Flatten() {}

  /** Returns the layer. */
  public static Flatten of() {
    return new Flatten();
  }

  static Flatten fromConfig(Config c) {
    return of();
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(input.intSize());
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    int n = x.shape().dim(0);
    return context.emitter().reshape(x, Shape.of(n, x.shape().intSize() / n));
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return Reshape.mixed(before, input);
  }

  @Override
  public String baseName() {
    return "flatten";
  }

  @Override
  public Map<String, Object> config() {
    return Config.map();
  }
}
