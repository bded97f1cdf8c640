package dev.imbrex.train;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Ends training after the step in which a time has passed, counted from its beginning. */
public final class TimeLimit implements Callback {
  private final Duration limit;
  private final LongSupplier nanoTime;
  private long begin;

  TimeLimit(Duration limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(
          "The time limit must be longer than nothing, but is " + limit + ".");
    }
  }

  /** Returns the callback. */
  public static TimeLimit of(Duration limit) {
    return new TimeLimit(limit, System::nanoTime);
  }

  @Override
  public void onTrainBegin(Training training) {
    begin = nanoTime.getAsLong();
  }

  @Override
  public void onStepEnd(Training training) {
    if (nanoTime.getAsLong() - begin >= limit.toNanos()) {
      training.stop("The time limit of " + limit.toSeconds() + " seconds has passed.");
    }
  }
}
