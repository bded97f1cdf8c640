package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.ParameterSpec;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.init.Initializers;
import dev.imbrex.nn.regularize.Regularizer;
import dev.imbrex.nn.regularize.Regularizers;
import dev.imbrex.op.Constant;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.BatchNormInference;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy, 2015); the shape stays.
 *
 * <p>In training x becomes gamma (x - mean) / sqrt(variance + epsilon) + beta with the batch's mean
 * and biased variance, and the moving statistics become momentum moving + (1 - momentum) batch;
 * otherwise the moving statistics take their place. Parameters, all {@code [C]}: {@code gamma} (if
 * scale), {@code beta} (if center), {@code moving_mean} and {@code moving_variance}, which are not
 * trained.
 */
public final class BatchNorm extends AbstractLayer<BatchNorm> {
  private double momentum = 0.99;
  private double epsilon = 1e-3;
  private boolean center = true;
  private boolean scale = true;
  private Initializer betaInitializer = Initializer.ZEROS;
  private Initializer gammaInitializer = Initializer.ONES;
  private Optional<Regularizer> betaRegularizer = Optional.empty();
  private Optional<Regularizer> gammaRegularizer = Optional.empty();

  private BatchNorm() {}

  /** Returns the layer with Keras's defaults: momentum 0.99, epsilon 1e-3, center and scale. */
  public static BatchNorm of() {
    return new BatchNorm();
  }

  static BatchNorm fromConfig(Config c) {
    BatchNorm n =
        of().momentum(c.number("momentum", 0.99))
            .epsilon(c.number("epsilon", 1e-3))
            .center(c.flag("center", true))
            .scale(c.flag("scale", true))
            .betaInitializer(Initializers.read(c, "beta_initializer", Initializer.ZEROS))
            .gammaInitializer(Initializers.read(c, "gamma_initializer", Initializer.ONES));
    Optional<Regularizer> beta = Regularizers.read(c, "beta_regularizer");
    Optional<Regularizer> gamma = Regularizers.read(c, "gamma_regularizer");
    BatchNorm b = beta.isPresent() ? n.betaRegularizer(beta.orElseThrow()) : n;
    return gamma.isPresent() ? b.gammaRegularizer(gamma.orElseThrow()) : b;
  }

  /** Returns this layer with another share of the old moving statistics at each step. */
  public BatchNorm momentum(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "The momentum of BatchNorm must be in [0, 1], not " + share + ".");
    }
    return with(l -> l.momentum = share);
  }

  /** Returns this layer with another number added to the variance. */
  public BatchNorm epsilon(double added) {
    if (!(added >= 0)) {
      throw new IllegalArgumentException(
          "The epsilon of BatchNorm must be at least 0, not " + added + ".");
    }
    return with(l -> l.epsilon = added);
  }

  /** Returns this layer with or without beta. */
  public BatchNorm center(boolean use) {
    return with(l -> l.center = use);
  }

  /** Returns this layer with or without gamma. */
  public BatchNorm scale(boolean use) {
    return with(l -> l.scale = use);
  }

  /** Returns this layer with another initialiser of beta; ZEROS by default. */
  public BatchNorm betaInitializer(Initializer i) {
    return with(l -> l.betaInitializer = i);
  }

  /** Returns this layer with another initialiser of gamma; ONES by default. */
  public BatchNorm gammaInitializer(Initializer i) {
    return with(l -> l.gammaInitializer = i);
  }

  /** Returns this layer with a penalty on beta. */
  public BatchNorm betaRegularizer(Regularizer r) {
    return with(l -> l.betaRegularizer = Optional.of(r));
  }

  /** Returns this layer with a penalty on gamma. */
  public BatchNorm gammaRegularizer(Regularizer r) {
    return with(l -> l.gammaRegularizer = Optional.of(r));
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() == 0) {
      throw new ShapeException(
          "BatchNorm expects at least one axis for each example, but gets single numbers.");
    }
    return input;
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    Shape c = Shape.of(input.dim(-1));
    List<ParameterSpec> p = new ArrayList<>();
    if (scale) {
      p.add(ParameterSpec.trainable("gamma", c, gammaInitializer).regularized(gammaRegularizer));
    }
    if (center) {
      p.add(ParameterSpec.trainable("beta", c, betaInitializer).regularized(betaRegularizer));
    }
    p.add(ParameterSpec.state("moving_mean", c, Initializer.ZEROS));
    p.add(ParameterSpec.state("moving_variance", c, Initializer.ONES));
    return p;
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    OpEmitter b = context.emitter();
    TensorType channels = x.type().withShape(Shape.of(x.shape().dim(-1)));
    Value gamma = scale ? context.parameter("gamma") : b.emit(new Constant(channels, 1));
    Value beta = center ? context.parameter("beta") : b.emit(new Constant(channels, 0));
    if (!context.training() || !context.trainable()) {
      return b.emit(
          new BatchNormInference(epsilon),
          x,
          gamma,
          beta,
          context.parameter("moving_mean"),
          context.parameter("moving_variance"));
    }
    List<Value> y = b.emit(new BatchNormTraining(epsilon), List.of(x, gamma, beta));
    move(context, "moving_mean", y.get(1));
    move(context, "moving_variance", y.get(2));
    return y.get(0);
  }

  private void move(LayerContext context, String name, Value batch) {
    OpEmitter b = context.emitter();
    Value old = b.mul(context.parameter(name), momentum);
    context.update(name, b.add(old, b.mul(batch, 1 - momentum)));
  }

  @Override
  public String baseName() {
    return "batch_normalization";
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> m =
        Config.map(
            "momentum",
            momentum,
            "epsilon",
            epsilon,
            "center",
            center,
            "scale",
            scale,
            "beta_initializer",
            betaInitializer.config(),
            "gamma_initializer",
            gammaInitializer.config());
    betaRegularizer.ifPresent(r -> m.put("beta_regularizer", r.config()));
    gammaRegularizer.ifPresent(r -> m.put("gamma_regularizer", r.config()));
    return m;
  }
}
