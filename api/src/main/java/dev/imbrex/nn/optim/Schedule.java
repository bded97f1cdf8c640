package dev.imbrex.nn.optim;

import java.util.Map;

/** The learning rate, step by step; immutable. Steps are those of the optimiser, from 0. */
public interface Schedule {
  /** Returns a rate that stays. */
  static Schedule constant(double rate) {
    return new ConstantRate(rate);
  }

  /** Returns rate factor^floor(step / every). */
  static Schedule step(double rate, long every, double factor) {
    return new ExponentialDecay(rate, every, factor, true);
  }

  /** Returns rate factor^(step / steps). */
  static Schedule exponential(double rate, long steps, double factor) {
    return new ExponentialDecay(rate, steps, factor, false);
  }

  /** Returns half a cosine from rate to 0 over that many steps, then 0. */
  static Schedule cosine(double rate, long steps) {
    return new CosineDecay(rate, steps, 0);
  }

  /** Returns half a cosine from rate to alpha rate over that many steps, then alpha rate. */
  static Schedule cosine(double rate, long steps, double alpha) {
    return new CosineDecay(rate, steps, alpha);
  }

  /** Returns a straight line from 0 to where the other schedule begins, and then that one. */
  static Schedule warmup(long steps, Schedule then) {
    return new Warmup(0, steps, then);
  }

  /** Returns a straight line from a rate to where the other schedule begins, and then that one. */
  static Schedule warmup(double from, long steps, Schedule then) {
    return new Warmup(from, steps, then);
  }

  /** Returns the rate of a step, from 0. */
  double rate(long step);

  /** Returns the schedule as a map from which {@link Schedules#fromConfig} makes it again. */
  Map<String, Object> config();
}
