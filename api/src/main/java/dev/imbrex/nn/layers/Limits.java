package dev.imbrex.nn.layers;

import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.constrain.Constraint;
import dev.imbrex.nn.constrain.Constraints;
import dev.imbrex.nn.regularize.Regularizer;
import dev.imbrex.nn.regularize.Regularizers;
import java.util.Map;
import java.util.Optional;

/**
 * What keeps a layer with kernel and bias within bounds, beside penalties on the two.
 *
 * @param kernel the constraint on the kernel
 * @param bias the constraint on the bias
 * @param activity the penalty on what the layer gives
 */
record Limits(
    Optional<Constraint> kernel, Optional<Constraint> bias, Optional<Regularizer> activity) {
  static final Limits NONE = new Limits(Optional.empty(), Optional.empty(), Optional.empty());

  static Limits read(Config c) {
    return new Limits(
        Constraints.read(c, "kernel_constraint"),
        Constraints.read(c, "bias_constraint"),
        Regularizers.read(c, "activity_regularizer"));
  }

  /** Adds what there is; a layer without limits has the map that it always had. */
  void put(Map<String, Object> config) {
    kernel.ifPresent(k -> config.put("kernel_constraint", k.config()));
    bias.ifPresent(k -> config.put("bias_constraint", k.config()));
    activity.ifPresent(r -> config.put("activity_regularizer", r.config()));
  }

  Limits withKernel(Constraint k) {
    return new Limits(Optional.of(k), bias, activity);
  }

  Limits withBias(Constraint k) {
    return new Limits(kernel, Optional.of(k), activity);
  }

  Limits withActivity(Regularizer r) {
    return new Limits(kernel, bias, Optional.of(r));
  }
}
