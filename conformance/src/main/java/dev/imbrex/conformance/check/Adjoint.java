package dev.imbrex.conformance.check;

import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Crop;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Op;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Select;
import dev.imbrex.op.Transpose;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.Dropout;
import java.util.Optional;
import java.util.Set;

/** In which way an op is linear, so that its gradient is its adjoint. */
enum Adjoint {
  /** In each input by itself: a product. */
  EACH,
  /** In all inputs together. */
  TOGETHER;

  private static final Set<Class<? extends Op>> PRODUCTS =
      Set.of(Conv2d.class, Conv2dInputGrad.class, Conv2dFilterGrad.class, MatMul.class);
  private static final Set<Class<? extends Op>> LINEAR =
      Set.of(
          MaxPool2d.class,
          AvgPool2d.class,
          AvgPool2dGrad.class,
          Broadcast.class,
          Reshape.class,
          Transpose.class,
          Crop.class,
          Concat.class,
          Select.class,
          Reduce.class,
          BiasAdd.class,
          Dropout.class);

  /** Returns the way; empty if the op is not linear. */
  static Optional<Adjoint> of(Op op) {
    return PRODUCTS.contains(op.getClass())
        ? Optional.of(EACH)
        : LINEAR.contains(op.getClass()) ? Optional.of(TOGETHER) : Optional.empty();
  }

  /** Returns the rule that says so. */
  String rule(Op op) {
    if (op instanceof Conv2dFilterGrad) {
      return "C2F-2";
    }
    return op instanceof MatMul ? "MM-1" : this == EACH ? "C2I-2" : "NUM-1";
  }
}
