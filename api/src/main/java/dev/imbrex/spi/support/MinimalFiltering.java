package dev.imbrex.spi.support;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which convolutions and gradients may be computed by minimal filtering (S. Winograd, 1980; A.
 * Lavin and S. Gray, 2015), which makes several results at once: a NaN or an infinity may then show
 * in results next to those that it is part of (C2D-2), and errors of one come from all.
 */
public final class MinimalFiltering {
  /** From so many channels on both sides. */
  public static final int LEAST_CHANNELS = 32;

  /**
   * Of so many pixels is every sum of a filters' gradient, at least: of as many terms as the
   * shortest sum of a convolution. The bounds of errors grow with the terms (NUM-2), the errors of
   * the transforms do not.
   */
  public static final int LEAST_PIXELS = 9 * LEAST_CHANNELS;

  private MinimalFiltering() {}

  /** Returns whether an op on inputs of these types may be. */
  public static boolean allowed(Op op, List<TensorType> in) {
    if (op instanceof Conv2d o) {
      return allowed(o.window(), o.groups(), in.get(1).shape());
    } else if (op instanceof ConvBiasActivation o) {
      return allowed(o.window(), o.groups(), in.get(1).shape());
    } else if (op instanceof ConvBiasActivationConcat o) {
      return IntStream.range(0, o.branches().size())
          .anyMatch(i -> allowed(o.branches().get(i), ConvBiasActivationConcat.inputsOf(in, i)));
    } else if (op instanceof Conv2dInputGrad o) {
      return allowed(o.window(), o.groups(), in.get(1).shape());
    } else if (op instanceof Conv2dFilterGrad o) {
      Shape dy = in.get(1).shape();
      return (long) dy.dim(0) * dy.dim(1) * dy.dim(2) >= LEAST_PIXELS
          && allowed(o.window(), o.groups(), op.infer(in).get(0).shape());
    }
    return false;
  }

  private static boolean allowed(Window w, int groups, Shape filter) {
    return groups == 1
        && w.equals(new Window(3, 3, 1, 1, 1, 1, w.padding()))
        && filter.dim(2) >= LEAST_CHANNELS
        && filter.dim(3) >= LEAST_CHANNELS;
  }
}
