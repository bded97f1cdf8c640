package dev.imbrex.nn.init;

import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.config.Registry;
import java.util.Map;

/** Makes initialisers from maps. */
public final class Initializers {
  private Initializers() {}

  private static Registry<Initializer> registry() {
    return Registry.<Initializer>of("initializer")
        .with(ConstantInitializer.TYPE, ConstantInitializer::fromConfig)
        .with(NormalInitializer.TYPE, NormalInitializer::fromConfig)
        .with(UniformInitializer.TYPE, UniformInitializer::fromConfig)
        .with(VarianceScaling.TYPE, VarianceScaling::fromConfig);
  }

  /**
   * Makes the initialiser that {@link Initializer#config} describes.
   *
   * @throws dev.imbrex.io.ModelFormatException if it is unknown or an option is wrong
   */
  public static Initializer fromConfig(Map<String, ?> config) {
    return registry().create(config);
  }

  /** Reads the initialiser under a key, or returns the default where there is none. */
  public static Initializer read(Config c, String key, Initializer orElse) {
    return c.section(key).map(Initializers::fromConfig).orElse(orElse);
  }
}
