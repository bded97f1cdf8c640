package dev.imbrex.nn.init;

import dev.imbrex.nn.config.Config;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Draws with variance scale / fan, as Keras's class of this name does.
 *
 * @param mode which fan
 */
public record VarianceScaling(double scale, Mode mode, Distribution distribution)
    implements Initializer {
  static final String TYPE = "VarianceScaling";

  /** The standard deviation of a standard normal distribution that is cut off at two deviations. */
  private static final double TRUNCATED_DEVIATION = 0.87962566103423978;

  /** Which number the variance is divided by. */
  public enum Mode {
    /** The number of inputs. */
    FAN_IN,
    /** The number of outputs. */
    FAN_OUT,
    /** The mean of both. */
    FAN_AVG
  }

  /** Which distribution is drawn from. */
  public enum Distribution {
    /** The normal distribution cut off at two deviations and widened to the variance asked for. */
    TRUNCATED_NORMAL,
    /** The normal distribution. */
    UNTRUNCATED_NORMAL,
    /** The uniform distribution around 0. */
    UNIFORM
  }

  /**
   * Checks the scale.
   *
   * @throws IllegalArgumentException unless it is greater than 0
   */
  public VarianceScaling {
    if (!(scale > 0)) {
      throw new IllegalArgumentException("The scale must be greater than 0, but is " + scale + ".");
    }
  }

  static VarianceScaling fromConfig(Config c) {
    return new VarianceScaling(
        c.number("scale", 1),
        c.constant("mode", Mode.class, Mode.FAN_IN),
        c.constant("distribution", Distribution.class, Distribution.TRUNCATED_NORMAL));
  }

  @Override
  public DoubleSupplier values(Fans fans, RandomStream random) {
    double variance = scale / Math.max(1, fan(fans));
    switch (distribution) {
      case UNIFORM:
        double limit = StrictMath.sqrt(3 * variance);
        return () -> limit * (2 * random.uniform() - 1);
      case UNTRUNCATED_NORMAL:
        double deviation = StrictMath.sqrt(variance);
        return () -> deviation * random.normal();
      default:
        double wide = StrictMath.sqrt(variance) / TRUNCATED_DEVIATION;
        return () -> wide * random.truncatedNormal();
    }
  }

  private double fan(Fans fans) {
    switch (mode) {
      case FAN_IN:
        return fans.in();
      case FAN_OUT:
        return fans.out();
      default:
        return (fans.in() + fans.out()) / 2.0;
    }
  }

  @Override
  public Map<String, Object> config() {
    return Config.map(
        "type",
        TYPE,
        "scale",
        scale,
        "mode",
        Config.lowerCase(mode),
        "distribution",
        Config.lowerCase(distribution));
  }
}
