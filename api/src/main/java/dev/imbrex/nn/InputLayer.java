package dev.imbrex.nn;

import dev.imbrex.tensor.Shape;

/** A layer through which examples enter a network; it knows their shape. */
public interface InputLayer extends Layer {
  /** Returns the shape of one example. */
  Shape shape();

  /** Returns what enters a network here, for layers to be applied to. */
  default Symbol symbol() {
    return Symbol.input(this);
  }
}
