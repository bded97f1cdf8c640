package dev.imbrex.spi.support;

import dev.imbrex.spi.Invocation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bound kernels and copies of a program, one after the other. Running and closing exclude each
 * other, since another thread may close the executable.
 */
final class BoundSteps implements Invocation {
  private final OpByOpExecutable executable;
  private final DeviceBooks books;
  private final Invocation[] steps;
  private final @Nullable StepClock clock;
  private long runs;
  private boolean closed;

  /**
   * Takes over the steps.
   *
   * @param clock null if nothing is measured
   */
  BoundSteps(
      OpByOpExecutable executable,
      DeviceBooks books,
      List<Invocation> steps,
      @Nullable StepClock clock) {
    this.executable = executable;
    this.books = books;
    this.steps = steps.toArray(new Invocation[0]);
    this.clock = clock;
  }

  @Override
  public synchronized void run() {
    executable.requireOpen();
    if (closed) {
      throw new IllegalStateException("The invocation is closed.");
    }
    books.enter();
    try {
      if (clock == null) {
        for (Invocation s : steps) {
          s.run();
        }
      } else {
        runMeasured(clock);
      }
    } finally {
      books.leave();
    }
  }

  private void runMeasured(StepClock c) {
    runs++;
    for (int i = 0; i < steps.length; i++) {
      c.begin(i);
      try {
        steps[i].run();
      } finally {
        c.end(i); // a step that failed must not go on being measured, either
      }
    }
  }

  /** Adds what was measured. */
  synchronized void addTo(StepTimes times) {
    if (clock != null) {
      times.add(clock.nanos(), runs);
    }
  }

  /** Leaves what was measured with the executable and frees the steps. */
  @Override
  public void close() {
    try {
      executable.leave(this);
    } finally {
      release();
    }
  }

  private synchronized void release() {
    if (!closed) {
      closed = true;
      closeAll(List.of(steps), clock);
    }
  }

  /** Closes steps and their clock, all of them even if some fail. */
  static void closeAll(List<Invocation> steps, @Nullable StepClock clock) {
    RuntimeException failure = null;
    for (Invocation s : steps) {
      try {
        s.close();
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (clock != null) {
      clock.close();
    }
    if (failure != null) {
      throw failure;
    }
  }
}
