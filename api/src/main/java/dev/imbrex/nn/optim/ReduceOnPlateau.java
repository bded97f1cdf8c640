package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import java.util.Map;

/**
 * Makes the learning rate smaller when a figure has stopped getting better, on top of any schedule.
 * Whoever trains keeps the {@link State} and gives it the figure after each epoch.
 *
 * @param factor what the rate is multiplied by, less than 1
 * @param patience after how many epochs without improvement
 * @param minDelta what a better figure must be better by
 * @param cooldown how many epochs after a reduction do not count
 * @param minRate the rate never gets below this
 * @param maximize whether greater is better, as of an accuracy
 */
public record ReduceOnPlateau(
    double factor, int patience, double minDelta, int cooldown, double minRate, boolean maximize) {

  /** Keras's defaults: a tenth after 10 epochs without 1e-4 less. */
  public static final ReduceOnPlateau DEFAULT = new ReduceOnPlateau(0.1, 10, 1e-4, 0, 0, false);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the factor is not between 0 and 1, or another is negative
   */
  public ReduceOnPlateau {
    if (!(factor > 0
        && factor < 1
        && patience >= 0
        && minDelta >= 0
        && cooldown >= 0
        && minRate >= 0)) {
      throw new IllegalArgumentException(
          "Reduction on a plateau needs a factor between 0 and 1 and other numbers of at least 0.");
    }
  }

  /**
   * How far it has come; immutable, to be stored in checkpoints.
   *
   * @param best the best figure so far, NaN before the first
   * @param waited how many epochs have passed since
   * @param cooling how many epochs still do not count
   * @param scale what the schedule's rate is multiplied by now
   */
  public record State(double best, int waited, int cooling, double scale) {
    /** Returns the state as a map of numbers. */
    public Map<String, Object> config() {
      Map<String, Object> m = Config.map("waited", waited, "cooling", cooling, "scale", scale);
      if (!Double.isNaN(best)) {
        m.put("best", best);
      }
      return m;
    }

    /** Makes the state that {@link #config} describes. */
    public static State fromConfig(Map<String, ?> config) {
      Config c = Config.of("plateau state", config);
      State s =
          new State(
              c.number("best", Double.NaN),
              c.integer("waited"),
              c.integer("cooling"),
              c.number("scale"));
      c.done();
      return s;
    }
  }

  /** Returns the state before the first epoch. */
  public State start() {
    return new State(Double.NaN, 0, 0, 1);
  }

  /** Returns the state after an epoch that ended with this figure; NaN is no improvement. */
  public State next(State s, double figure) {
    int cooling = Math.max(0, s.cooling() - 1);
    int wait = s.cooling() > 0 ? 0 : s.waited();
    if (better(figure, s.best())) {
      return new State(figure, 0, cooling, s.scale());
    }
    if (cooling > 0) {
      return new State(s.best(), wait, cooling, s.scale());
    }
    if (wait + 1 >= patience) {
      return new State(s.best(), 0, cooldown, s.scale() * factor);
    }
    return new State(s.best(), wait + 1, cooling, s.scale());
  }

  private boolean better(double figure, double best) {
    if (Double.isNaN(best)) {
      return !Double.isNaN(figure);
    }
    return maximize ? figure > best + minDelta : figure < best - minDelta;
  }

  /** Returns the rate to use where the schedule says {@code scheduled}. */
  public double rate(State s, double scheduled) {
    return Math.max(scheduled * s.scale(), Math.min(scheduled, minRate));
  }

  /** Returns the numbers as a map. */
  public Map<String, Object> config() {
    return Config.map(
        "factor",
        factor,
        "patience",
        patience,
        "min_delta",
        minDelta,
        "cooldown",
        cooldown,
        "min_lr",
        minRate,
        "maximize",
        maximize);
  }

  /** Makes what {@link #config} describes. */
  public static ReduceOnPlateau fromConfig(Map<String, ?> config) {
    Config c = Config.of("reduction on a plateau", config);
    ReduceOnPlateau r =
        new ReduceOnPlateau(
            c.number("factor", DEFAULT.factor),
            c.integer("patience", DEFAULT.patience),
            c.number("min_delta", DEFAULT.minDelta),
            c.integer("cooldown", DEFAULT.cooldown),
            c.number("min_lr", DEFAULT.minRate),
            c.flag("maximize", DEFAULT.maximize));
    c.done();
    return r;
  }
}
