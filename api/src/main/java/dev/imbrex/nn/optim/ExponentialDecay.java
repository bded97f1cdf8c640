package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import java.util.Map;

/** initial rate^(step / steps), with the exponent rounded down if by a staircase. */
record ExponentialDecay(double initial, long steps, double factor, boolean staircase)
    implements Schedule {
  static final String TYPE = "ExponentialDecay";

  ExponentialDecay {
    Schedules.checkRate(initial);
    Schedules.checkSteps(steps);
    Schedules.checkRate(factor);
  }

  static ExponentialDecay fromConfig(Config c) {
    return new ExponentialDecay(
        c.number("initial_learning_rate"),
        c.count("decay_steps"),
        c.number("decay_rate"),
        c.flag("staircase", false));
  }

  @Override
  public double rate(long step) {
    double exponent = staircase ? step / steps : (double) step / steps;
    return initial * StrictMath.pow(factor, exponent);
  }

  @Override
  public Map<String, Object> config() {
    return Config.map(
        "type",
        TYPE,
        "initial_learning_rate",
        initial,
        "decay_steps",
        steps,
        "decay_rate",
        factor,
        "staircase",
        staircase);
  }
}
