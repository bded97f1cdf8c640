package dev.imbrex.nn.init;

import dev.imbrex.nn.config.Config;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Draws from a uniform distribution. */
record UniformInitializer(double min, double max) implements Initializer {
  static final String TYPE = "RandomUniform";

  UniformInitializer {
    if (!(min <= max)) {
      throw new IllegalArgumentException(
          "The minimum must not exceed the maximum, but they are " + min + " and " + max + ".");
    }
  }

  static UniformInitializer fromConfig(Config c) {
    return new UniformInitializer(c.number("minval", -0.05), c.number("maxval", 0.05));
  }

  @Override
  public DoubleSupplier values(Fans fans, RandomStream random) {
    return () -> min + (max - min) * random.uniform();
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", TYPE, "minval", min, "maxval", max);
  }
}
