package dev.imbrex.nn.layers;

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
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What convolutions have in common: window, activation, bias, initialisers, regularisers and
 * constraints.
 *
 * @param <L> the layer's own class
 */
public abstract class ConvolutionLayer<L extends ConvolutionLayer<L>> extends WindowLayer<L>
    implements Activated {
  ActivationFunction activation = ActivationFunction.LINEAR;
  boolean useBias = true;
  boolean strict;
  Initializer kernelInitializer = Initializer.GLOROT_UNIFORM;
  Initializer biasInitializer = Initializer.ZEROS;
  Optional<Regularizer> kernelRegularizer = Optional.empty();
  Optional<Regularizer> biasRegularizer = Optional.empty();
  Limits limits = Limits.NONE;

  ConvolutionLayer(int kernelH, int kernelW) {
    super(new Window(kernelH, kernelW, 1, 1, 1, 1, Padding.VALID));
  }

  /** Returns this layer with the same dilation down and across; 1 by default. */
  public L dilationRate(int rate) {
    return dilationRate(rate, rate);
  }

  /** Returns this layer with its kernel's pixels that far apart, down and across. */
  public L dilationRate(int h, int w) {
    return with(l -> l.window = window.withDilation(h, w));
  }

  @Override
  public ActivationFunction activation() {
    return activation;
  }

  @Override
  public L activation(ActivationFunction f) {
    return with(l -> l.activation = f);
  }

  /** Returns this layer with or without a bias per output channel; with it by default. */
  public L useBias(boolean use) {
    return with(l -> l.useBias = use);
  }

  /**
   * Returns this layer, refusing pictures if asked whose last rows or columns no window reaches, as
   * with 7x7 pixels under a 3x3 kernel at stride 3; by default they are left out silently.
   */
  public L strict(boolean refuse) {
    return with(l -> l.strict = refuse);
  }

  /** Returns this layer with another initialiser of its kernel; GLOROT_UNIFORM by default. */
  public L kernelInitializer(Initializer i) {
    return with(l -> l.kernelInitializer = i);
  }

  /** Returns this layer with another initialiser of its bias; ZEROS by default. */
  public L biasInitializer(Initializer i) {
    return with(l -> l.biasInitializer = i);
  }

  /** Returns this layer with a penalty on its kernel. */
  public L kernelRegularizer(Regularizer r) {
    return with(l -> l.kernelRegularizer = Optional.of(r));
  }

  /** Returns this layer with a penalty on its bias. */
  public L biasRegularizer(Regularizer r) {
    return with(l -> l.biasRegularizer = Optional.of(r));
  }

  /** Returns this layer with its kernel brought back to a constraint after each step. */
  public L kernelConstraint(Constraint c) {
    return with(l -> l.limits = limits.withKernel(c));
  }

  /** Returns this layer with its bias brought back to a constraint after each step. */
  public L biasConstraint(Constraint c) {
    return with(l -> l.limits = limits.withBias(c));
  }

  /**
   * Returns this layer with a penalty on its result, activation included, divided by the number of
   * examples in the batch.
   */
  public L activityRegularizer(Regularizer r) {
    return with(l -> l.limits = limits.withActivity(r));
  }

  @Override
  public Optional<Regularizer> activityRegularizer() {
    return limits.activity();
  }

  /** Returns into how many groups the channels are split. */
  abstract int groupsOf(int inChannels);

  /** Returns the number of output channels. */
  abstract int outChannels(int inChannels);

  /** Returns the kernel {@code [kh, kw, C / groups, OC]}. */
  abstract ParameterSpec kernel(int inChannels);

  @Override
  Shape outputPicture(Shape picture) {
    int channels = picture.dim(2);
    int groups = groupsOf(channels);
    if (channels % groups != 0 || outChannels(channels) % groups != 0) {
      throw new ShapeException(
          type()
              + " splits channels into "
              + groups
              + " groups, but "
              + channels
              + " input and "
              + outChannels(channels)
              + " output channels are not both divisible by that.");
    }
    int h = picture.dim(0);
    int w = picture.dim(1);
    WindowGeometry g = strict ? window.exactlyOn(h, w) : window.on(h, w);
    return Shape.of(g.outH(), g.outW(), outChannels(channels));
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    int channels = picture(input).dim(2);
    List<ParameterSpec> p = new ArrayList<>();
    p.add(kernel(channels).regularized(kernelRegularizer).constrained(limits.kernel()));
    if (useBias) {
      p.add(
          ParameterSpec.trainable("bias", Shape.of(outChannels(channels)), biasInitializer)
              .regularized(biasRegularizer)
              .constrained(limits.bias()));
    }
    return p;
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    // Softmax runs along the last axis of what the layer gives, whichever that is.
    boolean last = activation.kind() == ActivationFunction.Kind.SOFTMAX;
    Value y = super.emit(context, x);
    return last ? activation.emit(context.emitter(), y) : y;
  }

  @Override
  Value emitPicture(LayerContext context, Value x) {
    Conv2d conv = new Conv2d(window, groupsOf(x.shape().dim(3)));
    Value y = context.emitter().emit(conv, x, context.parameter("kernel"));
    if (useBias) {
      y = context.emitter().emit(new BiasAdd(), y, context.parameter("bias"));
    }
    boolean last = activation.kind() == ActivationFunction.Kind.SOFTMAX;
    return last ? y : activation.emit(context.emitter(), y);
  }

  @Override
  public long multiplyAdds(Shape input) {
    Shape picture = picture(input);
    return outputPicture(picture).size()
        * window.kernelH()
        * window.kernelW()
        * (picture.dim(2) / groupsOf(picture.dim(2)));
  }

  @Override
  void putCommon(Map<String, Object> config) {
    super.putCommon(config);
    config.put("dilation_rate", List.of(window.dilationH(), window.dilationW()));
    config.put("activation", activation.config());
    config.put("use_bias", useBias);
    config.put("strict", strict);
    config.put("kernel_initializer", kernelInitializer.config());
    config.put("bias_initializer", biasInitializer.config());
    kernelRegularizer.ifPresent(r -> config.put("kernel_regularizer", r.config()));
    biasRegularizer.ifPresent(r -> config.put("bias_regularizer", r.config()));
    limits.put(config);
  }

  @Override
  L readCommon(Config c) {
    int[] dilation = c.pair("dilation_rate", 1);
    L l =
        super.readCommon(c)
            .dilationRate(dilation[0], dilation[1])
            .activation(ActivationFunction.read(c, "activation", activation))
            .useBias(c.flag("use_bias", useBias))
            .strict(c.flag("strict", strict))
            .kernelInitializer(Initializers.read(c, "kernel_initializer", kernelInitializer))
            .biasInitializer(Initializers.read(c, "bias_initializer", biasInitializer));
    Optional<Regularizer> kernel = Regularizers.read(c, "kernel_regularizer");
    Optional<Regularizer> bias = Regularizers.read(c, "bias_regularizer");
    L k = kernel.isPresent() ? l.kernelRegularizer(kernel.orElseThrow()) : l;
    L b = bias.isPresent() ? k.biasRegularizer(bias.orElseThrow()) : k;
    return b.with(n -> n.limits = Limits.read(c));
  }
}
