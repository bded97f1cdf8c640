package dev.imbrex.opencl.run;

import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.spi.support.StepClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The events of commands, each under the step that it belongs to. */
public final class EventLog implements StepClock {
  /** So many events are kept before their times are asked for. */
  private static final int KEPT = 4096;

  private record Entry(int step, ClHandle event) {}

  private final Session session;
  private final ClDriver driver;
  private final int steps;
  private final List<Entry> entries = new ArrayList<>();
  private final long[] nanos;
  private int step;

  /** Creates a log of so many steps of a session's commands. */
  public EventLog(Session session, int steps) {
    this.session = session;
    this.driver = session.driver();
    this.steps = steps;
    this.nanos = new long[steps];
  }

  @Override
  public void begin(int number) {
    step = number;
    session.logTo(this);
  }

  @Override
  public void end(int number) {
    session.logTo(null);
  }

  void add(ClHandle event) {
    entries.add(new Entry(step, event));
    if (entries.size() >= KEPT) {
      settle();
    }
  }

  @Override
  public long[] nanos() {
    settle();
    return Arrays.copyOf(nanos, steps);
  }

  @Override
  public void close() {
    settle();
  }

  private void settle() {
    for (Entry e : entries) {
      try {
        driver.await(e.event);
        nanos[e.step] += driver.nanoseconds(e.event);
      } catch (ClException x) {
        System.getLogger(EventLog.class.getName())
            .log(System.Logger.Level.DEBUG, "A command's time is not known", x);
      } finally {
        Release.quietly(driver, e.event);
      }
    }
    entries.clear();
  }
}
