package dev.imbrex.nn;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.config.Registry;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes models that are one layer after the other. */
public final class Sequential {
  static final String TYPE = "Sequential";

  private Sequential() {}

  /**
   * Returns a model of these layers.
   *
   * @param layers first an {@code Input}, then each layer that takes what the one before gives
   * @throws ShapeException if a layer does not fit; the message begins with its name
   * @throws IllegalArgumentException if the first is no {@code Input}, or two have one name
   */
  public static Model of(Layer... layers) {
    return of(Arrays.asList(layers));
  }

  /** Returns a model of these layers, as {@link #of(Layer...)} does. */
  public static Model of(List<? extends Layer> layers) {
    if (layers.isEmpty() || !(layers.get(0) instanceof InputLayer)) {
      throw new IllegalArgumentException(
          "The first layer of a model must be an Input that says the shape of one example,"
              + " such as Input.of(28, 28, 1).");
    }
    List<String> names = names(layers);
    List<LayerNode> nodes = new ArrayList<>();
    Shape shape = ((InputLayer) layers.get(0)).shape();
    for (int i = 0; i < layers.size(); i++) {
      Shape out;
      try {
        out = layers.get(i).outputShape(shape);
      } catch (ShapeException e) {
        throw e.at(names.get(i));
      }
      List<Integer> inputs = i == 0 ? List.of() : List.of(i - 1);
      nodes.add(new LayerNode(i, names.get(i), layers.get(i), inputs, shape, out));
      shape = out;
    }
    return new Model(nodes);
  }

  /** Gives layers without a name that of their kind, numbered from the second on. */
  private static List<String> names(List<? extends Layer> layers) {
    Set<String> given = new HashSet<>();
    for (Layer l : layers) {
      l.name()
          .ifPresent(
              n -> {
                if (!given.add(n)) {
                  throw new IllegalArgumentException(
                      "Layers of a model need different names, but two are called " + n + ".");
                }
              });
    }
    Map<String, Integer> next = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (Layer l : layers) {
      names.add(l.name().orElseGet(() -> free(l.baseName(), next, given)));
    }
    return names;
  }

  private static String free(String base, Map<String, Integer> next, Set<String> given) {
    String name;
    do {
      int n = next.merge(base, 1, Integer::sum) - 1;
      name = n == 0 ? base : base + "_" + n;
    } while (given.contains(name));
    return name;
  }

  /** Returns the model as a map. */
  static Map<String, Object> config(List<LayerNode> nodes) {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (LayerNode n : nodes) {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put(Registry.TYPE, n.layer().type());
      m.put("name", n.name());
      m.putAll(n.layer().config());
      layers.add(m);
    }
    return Config.map(Registry.TYPE, TYPE, "layers", layers);
  }

  static Model fromConfig(Config c) {
    Registry<Layer> registry = LayerRegistry.find();
    List<Layer> layers = new ArrayList<>();
    for (Map<String, Object> m : c.sections("layers")) {
      Map<String, Object> options = new LinkedHashMap<>(m);
      String name = Config.of("layer", m).string("name");
      options.remove("name");
      try {
        layers.add(registry.create(options).named(name));
      } catch (ModelFormatException e) {
        throw new ModelFormatException("Layer " + name + ": " + e.getMessage(), e);
      }
    }
    return of(layers);
  }
}
