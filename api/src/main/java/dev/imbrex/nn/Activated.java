package dev.imbrex.nn;

import dev.imbrex.nn.activation.ActivationFunction;

/** A layer whose result is that of an activation function. */
public interface Activated extends Layer {
  /** Returns the activation function. */
  ActivationFunction activation();

  /** Returns this layer with another activation function. */
  Activated activation(ActivationFunction f);
}
