package dev.imbrex.nn.loss;

import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.config.Registry;
import java.util.Map;

/** Makes losses from maps. */
public final class Losses {
  private Losses() {}

  /**
   * Makes the loss that {@link Loss#config} describes.
   *
   * @throws dev.imbrex.io.ModelFormatException if it is unknown
   */
  public static Loss fromConfig(Map<String, ?> config) {
    Registry<Loss> registry = Registry.of("loss");
    for (StandardLoss l : StandardLoss.values()) {
      registry = registry.with(Config.lowerCase(l), c -> l.read(c));
    }
    return registry.create(config);
  }
}
