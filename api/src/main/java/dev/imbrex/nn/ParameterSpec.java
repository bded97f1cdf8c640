package dev.imbrex.nn;

import dev.imbrex.nn.constrain.Constraint;
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
 * @param constraint what it is brought back to after each step, if it is
 * @param trainable whether the optimiser changes it; otherwise only the layer does
 * @param fans what the initialiser scales by
 */
public record ParameterSpec(
    String name,
    Shape shape,
    Initializer initializer,
    Optional<Regularizer> regularizer,
    Optional<Constraint> constraint,
    boolean trainable,
    Fans fans) {

  /** Returns a trained parameter without regularisation and constraint. */
  public static ParameterSpec trainable(String name, Shape shape, Initializer initializer) {
    return fresh(name, shape, initializer, true);
  }

  /** Returns a parameter that only the layer itself changes. */
  public static ParameterSpec state(String name, Shape shape, Initializer initializer) {
    return fresh(name, shape, initializer, false);
  }

  private static ParameterSpec fresh(String name, Shape shape, Initializer i, boolean trainable) {
    return new ParameterSpec(
        name, shape, i, Optional.empty(), Optional.empty(), trainable, Fans.of(shape));
  }

  /** Returns this parameter with a penalty, or without. */
  public ParameterSpec regularized(Optional<Regularizer> r) {
    return new ParameterSpec(name, shape, initializer, r, constraint, trainable, fans);
  }

  /** Returns this parameter with a constraint, or without. */
  public ParameterSpec constrained(Optional<Constraint> c) {
    return new ParameterSpec(name, shape, initializer, regularizer, c, trainable, fans);
  }

  /** Returns this parameter as one that is not trained: without penalty and constraint. */
  ParameterSpec frozen() {
    return new ParameterSpec(
        name, shape, initializer, Optional.empty(), Optional.empty(), false, fans);
  }

  /** Returns this parameter with fans other than those that its shape has. */
  public ParameterSpec fans(Fans other) {
    return new ParameterSpec(name, shape, initializer, regularizer, constraint, trainable, other);
  }
}
