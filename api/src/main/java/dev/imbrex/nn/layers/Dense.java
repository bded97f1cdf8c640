package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.Activated;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.ParameterSpec;
import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.constrain.Constraint;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.init.Initializers;
import dev.imbrex.nn.regularize.Regularizer;
import dev.imbrex.nn.regularize.Regularizers;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fully connected layer: activation(x kernel + bias) along the last axis.
 *
 * <p>Takes {@code [..., in]} and gives {@code [..., units]}. Parameters: {@code kernel} {@code [in,
 * units]} and, unless switched off, {@code bias} {@code [units]}.
 */
public final class Dense extends AbstractLayer<Dense> implements Activated {
  private final int units;
  private ActivationFunction activation = ActivationFunction.LINEAR;
  private boolean useBias = true;
  private Initializer kernelInitializer = Initializer.GLOROT_UNIFORM;
  private Initializer biasInitializer = Initializer.ZEROS;
  private Optional<Regularizer> kernelRegularizer = Optional.empty();
  private Optional<Regularizer> biasRegularizer = Optional.empty();
  private Limits limits = Limits.NONE;

  private Dense(int units) {
    if (units < 1) {
      throw new ShapeException("Dense needs at least one unit, not " + units + ".");
    }
    this.units = units;
  }

  /** Returns a fully connected layer with this many units. */
  public static Dense of(int units) {
    return new Dense(units);
  }

  static Dense fromConfig(Config c) {
    Dense d =
        of(c.integer("units"))
            .activation(ActivationFunction.read(c, "activation", ActivationFunction.LINEAR))
            .useBias(c.flag("use_bias", true))
            .kernelInitializer(
                Initializers.read(c, "kernel_initializer", Initializer.GLOROT_UNIFORM))
            .biasInitializer(Initializers.read(c, "bias_initializer", Initializer.ZEROS));
    Optional<Regularizer> kernel = Regularizers.read(c, "kernel_regularizer");
    Optional<Regularizer> bias = Regularizers.read(c, "bias_regularizer");
    Dense k = kernel.isPresent() ? d.kernelRegularizer(kernel.orElseThrow()) : d;
    Dense b = bias.isPresent() ? k.biasRegularizer(bias.orElseThrow()) : k;
    return b.with(l -> l.limits = Limits.read(c));
  }

  @Override
  public ActivationFunction activation() {
    return activation;
  }

  @Override
  public Dense activation(ActivationFunction f) {
    return with(l -> l.activation = f);
  }

  /** Returns this layer with or without a bias per unit; with it by default. */
  public Dense useBias(boolean use) {
    return with(l -> l.useBias = use);
  }

  /** Returns this layer with another initialiser of its kernel; GLOROT_UNIFORM by default. */
  public Dense kernelInitializer(Initializer i) {
    return with(l -> l.kernelInitializer = i);
  }

  /** Returns this layer with another initialiser of its bias; ZEROS by default. */
  public Dense biasInitializer(Initializer i) {
    return with(l -> l.biasInitializer = i);
  }

  /** Returns this layer with a penalty on its kernel. */
  public Dense kernelRegularizer(Regularizer r) {
    return with(l -> l.kernelRegularizer = Optional.of(r));
  }

  /** Returns this layer with a penalty on its bias. */
  public Dense biasRegularizer(Regularizer r) {
    return with(l -> l.biasRegularizer = Optional.of(r));
  }

  /** Returns this layer with its kernel brought back to a constraint after each step. */
  public Dense kernelConstraint(Constraint c) {
    return with(l -> l.limits = limits.withKernel(c));
  }

  /** Returns this layer with its bias brought back to a constraint after each step. */
  public Dense biasConstraint(Constraint c) {
    return with(l -> l.limits = limits.withBias(c));
  }

  /**
   * Returns this layer with a penalty on its result, activation included, divided by the number of
   * examples in the batch.
   */
  public Dense activityRegularizer(Regularizer r) {
    return with(l -> l.limits = limits.withActivity(r));
  }

  @Override
  public Optional<Regularizer> activityRegularizer() {
    return limits.activity();
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() == 0) {
      throw new ShapeException(
          "Dense expects at least one axis for each example, but gets single numbers;"
              + " use Reshape to make vectors of them.");
    }
    return input.with(-1, units);
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    List<ParameterSpec> p = new ArrayList<>();
    p.add(
        ParameterSpec.trainable("kernel", Shape.of(input.dim(-1), units), kernelInitializer)
            .regularized(kernelRegularizer)
            .constrained(limits.kernel()));
    if (useBias) {
      p.add(
          ParameterSpec.trainable("bias", Shape.of(units), biasInitializer)
              .regularized(biasRegularizer)
              .constrained(limits.bias()));
    }
    return p;
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    OpEmitter b = context.emitter();
    int in = x.shape().dim(-1);
    Value rows = b.reshape(x, Shape.of(x.shape().intSize() / in, in));
    Value y = b.matMul(rows, context.parameter("kernel"), false, false);
    if (useBias) {
      y = b.emit(new BiasAdd(), y, context.parameter("bias"));
    }
    return b.reshape(activation.emit(b, y), x.shape().with(-1, units));
  }

  @Override
  public long multiplyAdds(Shape input) {
    return input.size() * units;
  }

  @Override
  public String baseName() {
    return "dense";
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> m =
        Config.map(
            "units",
            units,
            "activation",
            activation.config(),
            "use_bias",
            useBias,
            "kernel_initializer",
            kernelInitializer.config(),
            "bias_initializer",
            biasInitializer.config());
    kernelRegularizer.ifPresent(r -> m.put("kernel_regularizer", r.config()));
    biasRegularizer.ifPresent(r -> m.put("bias_regularizer", r.config()));
    limits.put(m);
    return m;
  }
}
