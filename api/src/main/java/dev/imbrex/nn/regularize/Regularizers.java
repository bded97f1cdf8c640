package dev.imbrex.nn.regularize;

import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.config.Registry;
import java.util.Map;
import java.util.Optional;

/** Makes regularisers from maps. */
public final class Regularizers {
  private Regularizers() {}

  /**
   * Makes the regulariser that {@link Regularizer#config} describes.
   *
   * @throws dev.imbrex.io.ModelFormatException if it is unknown or an option is wrong
   */
  public static Regularizer fromConfig(Map<String, ?> config) {
    return Registry.<Regularizer>of("regularizer").with(L1L2.TYPE, L1L2::fromConfig).create(config);
  }

  /** Reads the regulariser under a key, if there is one. */
  public static Optional<Regularizer> read(Config c, String key) {
    return c.section(key).map(Regularizers::fromConfig);
  }
}
