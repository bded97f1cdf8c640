package dev.imbrex.nn.init;

import dev.imbrex.nn.init.VarianceScaling.Distribution;
import dev.imbrex.nn.init.VarianceScaling.Mode;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Gives a parameter its first values. The constants follow Keras's initialisers of those names. */
public interface Initializer {
  /** All 0. */
  Initializer ZEROS = new ConstantInitializer(0);

  /** All 1. */
  Initializer ONES = new ConstantInitializer(1);

  /** Uniform within sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio, 2010). */
  Initializer GLOROT_UNIFORM = new VarianceScaling(1, Mode.FAN_AVG, Distribution.UNIFORM);

  /** Truncated normal of variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010). */
  Initializer GLOROT_NORMAL = new VarianceScaling(1, Mode.FAN_AVG, Distribution.TRUNCATED_NORMAL);

  /** Uniform within sqrt(6 / fan-in) (He et al., 2015). */
  Initializer HE_UNIFORM = new VarianceScaling(2, Mode.FAN_IN, Distribution.UNIFORM);

  /** Truncated normal of variance 2 / fan-in (He et al., 2015). */
  Initializer HE_NORMAL = new VarianceScaling(2, Mode.FAN_IN, Distribution.TRUNCATED_NORMAL);

  /** Uniform within sqrt(3 / fan-in) (LeCun et al., 1998). */
  Initializer LECUN_UNIFORM = new VarianceScaling(1, Mode.FAN_IN, Distribution.UNIFORM);

  /** Truncated normal of variance 1 / fan-in (LeCun et al., 1998). */
  Initializer LECUN_NORMAL = new VarianceScaling(1, Mode.FAN_IN, Distribution.TRUNCATED_NORMAL);

  /** Returns the initialiser that gives every element one value. */
  static Initializer constant(double value) {
    return new ConstantInitializer(value);
  }

  /** Returns the normal distribution; Keras's defaults are mean 0 and standard deviation 0.05. */
  static Initializer normal(double mean, double stddev) {
    return new NormalInitializer(mean, stddev, false);
  }

  /** Returns the normal distribution with what lies beyond two {@code stddev} drawn again. */
  static Initializer truncatedNormal(double mean, double stddev) {
    return new NormalInitializer(mean, stddev, true);
  }

  /** Returns the uniform distribution; Keras's defaults are -0.05 and 0.05. */
  static Initializer uniform(double min, double max) {
    return new UniformInitializer(min, max);
  }

  /**
   * Returns what gives the elements in row-major order.
   *
   * @param fans how many inputs and outputs the parameter connects
   * @param random the parameter's own random numbers, at their beginning
   */
  DoubleSupplier values(Fans fans, RandomStream random);

  /** Returns the initialiser as a map from which {@link Initializers#fromConfig} makes it again. */
  Map<String, Object> config();
}
