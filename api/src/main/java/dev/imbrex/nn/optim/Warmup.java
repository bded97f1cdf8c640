package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import java.util.Map;

/**
 * A straight line to where another schedule begins, and then that one, which starts at its step 0.
 */
record Warmup(double from, long steps, Schedule then) implements Schedule {
  static final String TYPE = "Warmup";

  Warmup {
    if (!(from >= 0)) {
      throw new IllegalArgumentException(
          "Warm-up begins at a rate of at least 0, not " + from + ".");
    }
    Schedules.checkSteps(steps);
  }

  static Warmup fromConfig(Config c) {
    return new Warmup(
        c.number("from", 0),
        c.count("steps"),
        Schedules.fromConfig(c.section("then").orElse(Map.of())));
  }

  @Override
  public double rate(long step) {
    if (step >= steps) {
      return then.rate(step - steps);
    }
    return from + (then.rate(0) - from) * step / steps;
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", TYPE, "from", from, "steps", steps, "then", then.config());
  }
}
