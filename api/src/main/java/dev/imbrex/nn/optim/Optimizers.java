package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Registry;
import java.util.Map;

/** Makes optimisers from maps. */
public final class Optimizers {
  private Optimizers() {}

  /**
   * Makes the optimiser that {@link Optimizer#config} describes.
   *
   * @throws dev.imbrex.io.ModelFormatException if it is unknown or an option is wrong
   */
  public static Optimizer fromConfig(Map<String, ?> config) {
    return Registry.<Optimizer>of("optimizer")
        .with("SGD", SGD::fromConfig)
        .with("Adagrad", Adagrad::fromConfig)
        .with("RMSprop", RMSprop::fromConfig)
        .with("Adam", Adam::fromConfig)
        .with("AdamW", AdamW::fromConfig)
        .with(WeightAverage.TYPE, WeightAverage::fromConfig)
        .create(config);
  }
}
