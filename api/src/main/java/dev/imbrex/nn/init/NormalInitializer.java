package dev.imbrex.nn.init;

import dev.imbrex.nn.config.Config;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Draws from a normal distribution, if asked with what lies beyond two deviations drawn again. */
record NormalInitializer(double mean, double stddev, boolean truncated) implements Initializer {
  static final String TYPE = "RandomNormal";

  NormalInitializer {
    if (!(stddev >= 0)) {
      throw new IllegalArgumentException(
          "The standard deviation must be at least 0, but is " + stddev + ".");
    }
  }

  static NormalInitializer fromConfig(Config c) {
    return new NormalInitializer(
        c.number("mean", 0), c.number("stddev", 0.05), c.flag("truncated", false));
  }

  @Override
  public DoubleSupplier values(Fans fans, RandomStream random) {
    return truncated
        ? () -> mean + stddev * random.truncatedNormal()
        : () -> mean + stddev * random.normal();
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", TYPE, "mean", mean, "stddev", stddev, "truncated", truncated);
  }
}
