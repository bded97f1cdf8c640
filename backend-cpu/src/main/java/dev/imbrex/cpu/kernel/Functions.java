package dev.imbrex.cpu.kernel;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Unary;
import dev.imbrex.op.composite.ActivationFn;

/** Functions over runs of floats: in vectors or in plain loops, with the same bits. */
interface Functions {
  /** Returns a function of floats. */
  Pointwise unary(Unary.Fn fn);

  /** Returns a function of pairs of floats. */
  Pairwise binary(Binary.Fn fn);

  /** Returns an activation. */
  Pointwise activation(ActivationFn fn, float alpha);

  /**
   * Returns an activation's gradient: of its result or its argument, as {@link
   * ActivationFn#gradientFromOutput} says, and of dy.
   */
  Pairwise activationGradient(ActivationFn fn, float alpha);
}
