package dev.imbrex.cpu.kernel;

import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;

/**
 * What happens to a product while it is in the cache: an activation, whose argument may be kept.
 */
final class Epilogue {
  private final boolean nothing;
  private final Pointwise fn;

  Epilogue(Machine machine, Activation activation) {
    this.nothing = activation.fn() == ActivationFn.IDENTITY;
    this.fn = machine.functions().activation(activation.fn(), (float) activation.alpha());
  }

  static Epilogue none(Machine machine) {
    return new Epilogue(machine, Activation.of(ActivationFn.IDENTITY));
  }

  /**
   * Applies the activation to a run of elements.
   *
   * @param z the argument, which stays, or the result itself
   * @param y the result; as long as {@code z} is another array or place, even an identity is copied
   */
  void apply(float[] z, int zAt, float[] y, int yAt, int n) {
    if (!nothing) {
      fn.apply(z, zAt, y, yAt, n);
    } else if (z != y || zAt != yAt) {
      System.arraycopy(z, zAt, y, yAt, n);
    }
  }
}
