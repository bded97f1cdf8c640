package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Registry;
import java.util.Map;

/** Makes schedules from maps. */
public final class Schedules {
  private Schedules() {}

  /**
   * Makes the schedule that {@link Schedule#config} describes.
   *
   * @throws dev.imbrex.io.ModelFormatException if it is unknown or an option is wrong
   */
  public static Schedule fromConfig(Map<String, ?> config) {
    return Registry.<Schedule>of("schedule")
        .with(ConstantRate.TYPE, ConstantRate::fromConfig)
        .with(ExponentialDecay.TYPE, ExponentialDecay::fromConfig)
        .with(CosineDecay.TYPE, CosineDecay::fromConfig)
        .with(Warmup.TYPE, Warmup::fromConfig)
        .create(config);
  }

  static void checkRate(double rate) {
    if (!(rate > 0 && rate <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "Learning rates and their factors must be numbers greater than 0, not " + rate + ".");
    }
  }

  static void checkSteps(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("A schedule needs at least one step, not " + steps + ".");
    }
  }
}
