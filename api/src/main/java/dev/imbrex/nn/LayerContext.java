package dev.imbrex.nn;

import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;

/** What a layer gets to emit itself: its parameters, and where it is. */
public interface LayerContext {
  /** Returns where to emit. */
  OpEmitter emitter();

  /** Returns whether the network is being trained. */
  boolean training();

  /**
   * Returns whether the layer's parameters are trained; a frozen batch norm uses its moving
   * statistics in training, too, and does not move them.
   */
  boolean trainable();

  /** Returns one of the layer's parameters by its name. */
  Value parameter(String name);

  /** Sets the new value that a parameter which is not trained has after this step. */
  void update(String name, Value value);

  /** Returns the state of the random numbers, U32 {@code [4]}; exists in training only. */
  Value randomState();

  /** Returns the number of random streams that is this layer's alone in its network. */
  int stream();

  /**
   * Returns x {@code [N, C, H, W]} as {@code [N, H, W, C]}: transposed, or if {@link
   * #channelsFirst} made x, what it was made from, so that neighbouring layers transpose once.
   */
  Value channelsLast(Value x);

  /** Returns x {@code [N, H, W, C]} as {@code [N, C, H, W]}. */
  Value channelsFirst(Value x);
}
