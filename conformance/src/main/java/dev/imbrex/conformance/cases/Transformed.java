package dev.imbrex.conformance.cases;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.program.Program;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Which convolutions may be computed by Winograd's algorithm: a NaN or an infinity may then show in
 * results that it is no part of (C2D-2), and sums may be of the class "fast" (NUM-4).
 */
public final class Transformed {
  /** From so many channels on both sides. */
  static final int LEAST_CHANNELS = 32;

  private Transformed() {}

  /** Returns whether any op of a program may be. */
  public static boolean allows(Program program) {
    return program.nodes().stream().anyMatch(n -> allows(n.op(), n.inputTypes()));
  }

  /** Returns whether an op may be. */
  public static boolean allows(Op op, List<TensorType> types) {
    if (op instanceof Conv2dFilterGrad gradient) {
      return allows(gradient.window(), gradient.groups(), op.infer(types).get(0));
    } else if (op instanceof Conv2d conv) {
      return allows(conv.window(), conv.groups(), types.get(1));
    } else if (op instanceof Conv2dInputGrad gradient) {
      return allows(gradient.window(), gradient.groups(), types.get(1));
    } else if (op instanceof ConvBiasActivation conv) {
      return allows(conv.window(), conv.groups(), types.get(1));
    }
    return false;
  }

  private static boolean allows(Window w, int groups, TensorType filter) {
    return w.equals(new Window(3, 3, 1, 1, 1, 1, w.padding()))
        && groups == 1
        && filter.shape().dim(2) >= LEAST_CHANNELS
        && filter.shape().dim(3) >= LEAST_CHANNELS;
  }
}
