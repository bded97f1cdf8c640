package dev.imbrex.nn.metric;

import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.config.Registry;
import java.util.Map;

/** Makes metrics from maps. */
public final class Metrics {
  private Metrics() {}

  /**
   * Makes the metric that {@link Metric#config} describes.
   *
   * @throws dev.imbrex.io.ModelFormatException if it is unknown
   */
  public static Metric fromConfig(Map<String, ?> config) {
    Registry<Metric> registry = Registry.<Metric>of("metric").with(TopK.TYPE, TopK::fromConfig);
    for (StandardMetric m : StandardMetric.values()) {
      registry = registry.with(Config.lowerCase(m), c -> m);
    }
    return registry.create(config);
  }
}
