package dev.imbrex.nn.init;

import dev.imbrex.nn.config.Config;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Gives every element one value. */
record ConstantInitializer(double value) implements Initializer {
  static final String TYPE = "Constant";

  static ConstantInitializer fromConfig(Config c) {
    return new ConstantInitializer(c.number("value"));
  }

  @Override
  public DoubleSupplier values(Fans fans, RandomStream random) {
    return () -> value;
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", TYPE, "value", value);
  }
}
