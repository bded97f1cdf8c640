package dev.imbrex.nn;

import dev.imbrex.nn.init.Fans;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.regularize.Regularizer;
import dev.imbrex.tensor.Shape;
import java.util.Optional;

/**
 * A parameter that a layer has.
 *
 * @param name its name within the layer, such as {@code kernel}
 * @param initializer gives its first values
 * @param regularizer the penalty on it, if there is one
 * @param trainable whether the optimiser changes it; otherwise only the layer does
 * @param fans what the initialiser scales by
 */
public record ParameterSpec(
    String name,
    Shape shape,
    Initializer initializer,
    Optional<Regularizer> regularizer,
    boolean trainable,
    Fans fans) {

  /** Returns a trained parameter without regularisation. */
  public static ParameterSpec trainable(String name, Shape shape, Initializer initializer) {
    return new ParameterSpec(name, shape, initializer, Optional.empty(), true, Fans.of(shape));
  }

  /** Returns a parameter that only the layer itself changes. */
  public static ParameterSpec state(String name, Shape shape, Initializer initializer) {
    return new ParameterSpec(name, shape, initializer, Optional.empty(), false, Fans.of(shape));
  }

  /** Returns this parameter with a penalty, or without. */
  public ParameterSpec regularized(Optional<Regularizer> r) {
    return new ParameterSpec(name, shape, initializer, r, trainable, fans);
  }

  /** Returns this parameter with fans other than those that its shape has. */
  public ParameterSpec fans(Fans other) {
    return new ParameterSpec(name, shape, initializer, regularizer, trainable, other);
  }
}
