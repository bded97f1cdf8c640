package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.Map;

/**
 * In training each element becomes 0 with probability {@code rate}, the others grow by 1 / (1 -
 * rate); otherwise nothing happens (Srivastava et al., 2014).
 */
public final class Dropout extends AbstractLayer<Dropout> {
  private final double rate;

  private Dropout(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "The rate of Dropout must be in [0, 1), not " + rate + ".");
    }
    this.rate = rate;
  }

  /**
   * Returns the layer.
   *
   * @param rate the probability to drop an element, in [0, 1)
   */
  public static Dropout of(double rate) {
    return new Dropout(rate);
  }

  static Dropout fromConfig(Config c) {
    return of(c.number("rate"));
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    if (!context.training() || rate == 0) {
      return x;
    }
    return context
        .emitter()
        .emit(
            new dev.imbrex.op.composite.Dropout(rate, context.stream()), x, context.randomState());
  }

  @Override
  public String baseName() {
    return "dropout";
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("rate", rate);
  }
}
