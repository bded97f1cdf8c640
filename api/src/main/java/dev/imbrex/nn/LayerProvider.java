package dev.imbrex.nn;

import dev.imbrex.nn.config.Registry;

/**
 * Adds kinds of layers to those that models can be read with; found by {@link
 * java.util.ServiceLoader}.
 */
public interface LayerProvider {
  /** Returns the registry with this provider's kinds of layers added. */
  Registry<Layer> addTo(Registry<Layer> registry);
}
