package dev.imbrex.nn;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.config.Registry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A layer in a model's file: its type, name and options, and how it stands in the model.
 *
 * @param inputs the names of the layers whose results it takes
 * @param shares the name of the layer whose parameters it uses, if they are not its own
 */
record LayerEntry(
    String name,
    Layer layer,
    List<String> inputs,
    Optional<String> shares,
    boolean trainable,
    double rateFactor) {
  static final String NAME = "name";
  static final String INPUTS = "inputs";
  static final String SHARES = "shares_weights_with";
  private static final String TRAINABLE = "trainable";
  private static final String RATE_FACTOR = "learning_rate_factor";

  /** Returns a layer as a map, without what it is connected with. */
  static Map<String, Object> config(LayerNode n) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put(Registry.TYPE, n.layer().type());
    m.put(NAME, n.name());
    m.putAll(n.layer().config());
    if (!n.trainable()) {
      m.put(TRAINABLE, false);
    }
    if (n.rateFactor() != 1) {
      m.put(RATE_FACTOR, n.rateFactor());
    }
    return m;
  }

  /** Reads the layers of a file. */
  static List<LayerEntry> read(List<Map<String, Object>> layers) {
    Registry<Layer> registry = LayerRegistry.find();
    List<LayerEntry> all = new ArrayList<>();
    for (Map<String, Object> m : layers) {
      Config c = Config.of("layer", m);
      String name = c.string(NAME);
      Map<String, Object> options = new LinkedHashMap<>(m);
      List.of(NAME, INPUTS, SHARES, TRAINABLE, RATE_FACTOR).forEach(options::remove);
      try {
        all.add(
            new LayerEntry(
                name,
                registry.create(options).named(name),
                c.has(INPUTS) ? c.strings(INPUTS) : List.of(),
                c.has(SHARES) ? Optional.of(c.string(SHARES)) : Optional.empty(),
                c.flag(TRAINABLE, true),
                c.number(RATE_FACTOR, 1)));
      } catch (ModelFormatException e) {
        throw new ModelFormatException("Layer " + name + ": " + e.getMessage(), e);
      }
    }
    return all;
  }
}
