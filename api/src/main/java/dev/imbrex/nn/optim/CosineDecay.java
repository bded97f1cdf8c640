package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import java.util.Map;

/**
 * initial ((1 - alpha) (1 + cos(pi step / steps)) / 2 + alpha), then initial alpha (Loshchilov and
 * Hutter, 2016).
 */
record CosineDecay(double initial, long steps, double alpha) implements Schedule {
  static final String TYPE = "CosineDecay";

  CosineDecay {
    Schedules.checkRate(initial);
    Schedules.checkSteps(steps);
    if (!(alpha >= 0)) {
      throw new IllegalArgumentException("Alpha must be at least 0, not " + alpha + ".");
    }
  }

  static CosineDecay fromConfig(Config c) {
    return new CosineDecay(
        c.number("initial_learning_rate"), c.count("decay_steps"), c.number("alpha", 0));
  }

  @Override
  public double rate(long step) {
    double done = (double) Math.min(step, steps) / steps;
    double cosine = (1 + StrictMath.cos(Math.PI * done)) / 2;
    return initial * ((1 - alpha) * cosine + alpha);
  }

  @Override
  public Map<String, Object> config() {
    return Config.map(
        "type", TYPE, "initial_learning_rate", initial, "decay_steps", steps, "alpha", alpha);
  }
}
