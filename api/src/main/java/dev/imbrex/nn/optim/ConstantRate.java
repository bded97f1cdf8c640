package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import java.util.Map;

/** A rate that stays. */
record ConstantRate(double value) implements Schedule {
  static final String TYPE = "Constant";

  ConstantRate {
    Schedules.checkRate(value);
  }

  static ConstantRate fromConfig(Config c) {
    return new ConstantRate(c.number("learning_rate"));
  }

  @Override
  public double rate(long step) {
    return value;
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", TYPE, "learning_rate", value);
  }
}
