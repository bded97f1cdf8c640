package dev.imbrex.nn.layers;

import dev.imbrex.nn.Layer;
import dev.imbrex.nn.LayerProvider;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.config.Registry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The layers that come with the library, by the type names that files have. */
public final class BuiltInLayers implements LayerProvider {
  private static Map<String, Function<Config, Layer>> factories() {
    Map<String, Function<Config, Layer>> m = new LinkedHashMap<>();
    m.put("Input", Input::fromConfig);
    m.put("Conv2D", Conv2D::fromConfig);
    m.put("DepthwiseConv2D", DepthwiseConv2D::fromConfig);
    m.put("MaxPool2D", MaxPool2D::fromConfig);
    m.put("AveragePool2D", AveragePool2D::fromConfig);
    m.put("GlobalMaxPool2D", GlobalMaxPool2D::fromConfig);
    m.put("GlobalAveragePool2D", GlobalAveragePool2D::fromConfig);
    m.put("Dense", Dense::fromConfig);
    m.put("Flatten", Flatten::fromConfig);
    m.put("Activation", Activation::fromConfig);
    m.put("Dropout", Dropout::fromConfig);
    m.put("BatchNorm", BatchNorm::fromConfig);
    m.put("LocalResponseNormalization", LocalResponseNormalization::fromConfig);
    m.put("ZeroPadding2D", ZeroPadding2D::fromConfig);
    m.put("ChannelPadding", ChannelPadding::fromConfig);
    m.put("Reshape", Reshape::fromConfig);
    m.put("Add", Add::fromConfig);
    m.put("Multiply", Multiply::fromConfig);
    m.put("Concatenate", Concatenate::fromConfig);
    return m;
  }

  /** Returns the type names. */
  public static Set<String> names() {
    return factories().keySet();
  }

  @Override
  public Registry<Layer> addTo(Registry<Layer> registry) {
    Registry<Layer> r = registry;
    for (Map.Entry<String, Function<Config, Layer>> e : factories().entrySet()) {
      r = r.with(e.getKey(), e.getValue());
    }
    return r;
  }
}
