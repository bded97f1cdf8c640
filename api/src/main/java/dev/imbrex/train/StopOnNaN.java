package dev.imbrex.train;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends training when loss or parameters are no longer finite, says in which step and layer that
 * began, and leaves the model with the numbers from before that step.
 *
 * <p>It looks after every few steps, and keeps a copy of all numbers on the host from the last time
 * that all was well. From there it repeats the steps one by one until it meets the one that failed.
 */
public final class StopOnNaN implements Callback {
  private static final int DEFAULT_INTERVAL = 100;

  private final int interval;
  private @Nullable Snapshot good;
  private @Nullable Snapshot now;

  private StopOnNaN(int interval) {
    this.interval = interval;
    if (interval < 1) {
      throw new IllegalArgumentException(
          "NaN is looked for every 1 step or more, not " + interval + ".");
    }
  }

  /** Returns the callback that looks after every 100 steps and at the end of every epoch. */
  public static StopOnNaN create() {
    return new StopOnNaN(DEFAULT_INTERVAL);
  }

  /** Returns the callback that looks after every so many steps and at the end of every epoch. */
  public static StopOnNaN every(int steps) {
    return new StopOnNaN(steps);
  }

  @Override
  public void onTrainBegin(Training training) {
    good = training.loop().stepper().snapshot();
    now = training.loop().stepper().newSnapshot();
  }

  @Override
  public void onStepEnd(Training training) {
    if (training.step() % interval != 0 && training.step() != training.stepsPerEpoch()) {
      return;
    }
    Snapshot current = Objects.requireNonNull(now);
    training.loop().stepper().capture(current);
    if (current.isFinite()) {
      now = good;
      good = current;
      return;
    }
    Snapshot before = Objects.requireNonNull(good);
    training.stop(NaNSearch.run(training.loop(), before, current.position));
  }

  @Override
  public void onTrainEnd(Training training, History history) {
    good = null;
    now = null;
  }
}
