package dev.imbrex.nn;

import dev.imbrex.nn.config.Config;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    return new Model(graph(layers.stream().map(l -> new Link(l, Symbol.Placement.PLAIN)).toList()));
  }

  /** A layer, and how it stands in the model. */
  private record Link(Layer layer, Symbol.Placement placement) {}

  private static Graph.Assembled graph(List<Link> links) {
    if (links.isEmpty() || !(links.get(0).layer instanceof InputLayer)) {
      throw new IllegalArgumentException(
          "The first layer of a model must be an Input that says the shape of one example,"
              + " such as Input.of(28, 28, 1).");
    }
    // Named first, so that a layer that does not fit is called what it is called in the model.
    List<String> names = Names.of(links.stream().map(Link::layer).toList(), Set.of());
    Symbol first = Symbol.input((InputLayer) links.get(0).layer.named(names.get(0)));
    Symbol last = first;
    for (int i = 1; i < links.size(); i++) {
      Link link = links.get(i);
      last = Symbol.of(link.layer.named(names.get(i)), List.of(last), link.placement);
    }
    return Graph.of(List.of(first), List.of(last), List.of());
  }

  static Graph.Assembled fromConfig(Config c) {
    List<Link> links = new ArrayList<>();
    for (LayerEntry e : LayerEntry.read(c.sections(Graph.LAYERS))) {
      links.add(new Link(e.layer(), new Symbol.Placement(null, e.trainable(), e.rateFactor())));
    }
    return graph(links);
  }
}
