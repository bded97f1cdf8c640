package dev.imbrex.nn.activation;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.Softmax;
import java.util.Map;

/**
 * An activation function with its parameter.
 *
 * @param alpha the slope of {@link Kind#LEAKY_RELU} or the scale of {@link Kind#ELU}; 1 for others
 */
public record ActivationFunction(Kind kind, double alpha) {

  /** The functions, by Keras's names in upper case. */
  public enum Kind {
    /** x. */
    LINEAR,
    /** max(x, 0). */
    RELU,
    /** x where x &gt; 0, else alpha x. */
    LEAKY_RELU,
    /** 1 / (1 + e^-x). */
    SIGMOID,
    /** Hyperbolic tangent. */
    TANH,
    /** x sigmoid(x), also called SiLU. */
    SWISH,
    /** x where x &gt; 0, else alpha (e^x - 1). */
    ELU,
    /** x Phi(x), exact. */
    GELU,
    /** e^x / sum e^x along the last axis. */
    SOFTMAX
  }

  /** x. */
  public static final ActivationFunction LINEAR = of(Kind.LINEAR);

  /** max(x, 0). */
  public static final ActivationFunction RELU = of(Kind.RELU);

  /** x where x &gt; 0, else 0.2 x. */
  public static final ActivationFunction LEAKY_RELU = of(Kind.LEAKY_RELU);

  /** 1 / (1 + e^-x). */
  public static final ActivationFunction SIGMOID = of(Kind.SIGMOID);

  /** Hyperbolic tangent. */
  public static final ActivationFunction TANH = of(Kind.TANH);

  /** x sigmoid(x), also called SiLU. */
  public static final ActivationFunction SWISH = of(Kind.SWISH);

  /** x where x &gt; 0, else e^x - 1. */
  public static final ActivationFunction ELU = of(Kind.ELU);

  /** x Phi(x), by the error function. */
  public static final ActivationFunction GELU = of(Kind.GELU);

  /** e^x / sum e^x along the last axis. */
  public static final ActivationFunction SOFTMAX = of(Kind.SOFTMAX);

  /**
   * Checks alpha.
   *
   * @throws IllegalArgumentException if LEAKY_RELU or ELU get an alpha that is not greater than 0
   */
  public ActivationFunction {
    if (!(alpha > 0)) {
      throw new IllegalArgumentException(
          "The activation " + kind + " needs alpha greater than 0, but it is " + alpha + ".");
    }
  }

  /** Returns the function with Keras's default for alpha: 0.2 for LEAKY_RELU, 1 for ELU. */
  public static ActivationFunction of(Kind kind) {
    return new ActivationFunction(kind, kind == Kind.LEAKY_RELU ? 0.2 : 1);
  }

  /** Returns the leaky rectifier with this slope for negative x. */
  public static ActivationFunction leakyRelu(double slope) {
    return new ActivationFunction(Kind.LEAKY_RELU, slope);
  }

  /** Returns the exponential linear unit that tends to -alpha for negative x. */
  public static ActivationFunction elu(double alpha) {
    return new ActivationFunction(Kind.ELU, alpha);
  }

  /** Emits the function of x; LINEAR emits nothing. */
  public Value emit(OpEmitter b, Value x) {
    switch (kind) {
      case LINEAR:
        return x;
      case SOFTMAX:
        return b.emit(new Softmax(), x);
      default:
        return b.emit(new Activation(ActivationFn.valueOf(kind.name()), alpha), x);
    }
  }

  /** Returns the function as a map: its kind in lower case and alpha. */
  public Map<String, Object> config() {
    return Config.map("kind", Config.lowerCase(kind), "alpha", alpha);
  }

  /** Reads the function that {@link #config} wrote under a key, or returns the default. */
  public static ActivationFunction read(Config c, String key, ActivationFunction orElse) {
    return c.section(key).map(m -> read(Config.of(c.what() + ", " + key, m))).orElse(orElse);
  }

  private static ActivationFunction read(Config c) {
    Kind kind = c.constant("kind", Kind.class, Kind.LINEAR);
    ActivationFunction f = new ActivationFunction(kind, c.number("alpha", of(kind).alpha()));
    c.done();
    return f;
  }

  /** Returns the kind in lower case. */
  @Override
  public String toString() {
    return Config.lowerCase(kind);
  }
}
