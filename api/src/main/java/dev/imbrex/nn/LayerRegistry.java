package dev.imbrex.nn;

import dev.imbrex.nn.config.Registry;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** The kinds of layers that models can be read with. */
final class LayerRegistry {
  private LayerRegistry() {}

  /** Finds all {@link LayerProvider}s, those of the library and those of the caller. */
  static Registry<Layer> find() {
    ClassLoader own = LayerRegistry.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    Map<String, LayerProvider> providers = new LinkedHashMap<>();
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    loaders.add(own);
    if (context != null) {
      loaders.add(context);
    }
    for (ClassLoader loader : loaders) {
      for (LayerProvider p : ServiceLoader.load(LayerProvider.class, loader)) {
        providers.putIfAbsent(p.getClass().getName(), p);
      }
    }
    Registry<Layer> registry = Registry.of("layer");
    for (LayerProvider p : providers.values()) {
      registry = p.addTo(registry);
    }
    return registry;
  }
}
