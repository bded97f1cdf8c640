package dev.imbrex.nn;

import java.util.List;

/**
 * A layer that may be applied several times with the same weights, as in siamese networks.
 *
 * <pre>{@code
 * SharedLayer tower = SharedLayer.of(Dense.of(64));
 * Symbol both = Concatenate.of().apply(tower.apply(left), tower.apply(right));
 * }</pre>
 *
 * <p>Gradients of all applications add up. Where a step changes state, such as the moving
 * statistics of batch norm, each application changes what the one before has left.
 */
public final class SharedLayer {
  private final Layer layer;

  private SharedLayer(Layer layer) {
    this.layer = layer;
  }

  /** Returns a layer whose applications share one set of weights. */
  public static SharedLayer of(Layer layer) {
    return new SharedLayer(layer);
  }

  /** Returns what the layer gives for this; a name is numbered from the second application on. */
  public Symbol apply(Symbol x) {
    return Symbol.of(layer, List.of(x), new Symbol.Placement(this, true, 1));
  }
}
