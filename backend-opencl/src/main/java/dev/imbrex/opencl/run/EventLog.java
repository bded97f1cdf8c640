package dev.imbrex.opencl.run;

import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The events of commands, each under the step that it belongs to. Used by one thread. */
public final class EventLog {
  /** So many events are kept before their times are asked for. */
  private static final int KEPT = 4096;

  private record Entry(int step, ClHandle event) {}

  private final ClDriver driver;
  private final List<Entry> entries = new ArrayList<>();
  private long[] nanos = new long[16];
  private int step;

  EventLog(ClDriver driver) {
    this.driver = driver;
  }

  /** Has the commands that follow count for a step. */
  public void step(int number) {
    step = number;
  }

  void add(ClHandle event) {
    entries.add(new Entry(step, event));
    if (entries.size() >= KEPT) {
      settle();
    }
  }

  /** Waits for what is under way and returns the nanoseconds of each of so many steps. */
  public long[] nanos(int steps) {
    settle();
    return Arrays.copyOf(nanos, steps);
  }

  private void settle() {
    for (Entry e : entries) {
      if (e.step >= nanos.length) {
        nanos = Arrays.copyOf(nanos, Math.max(e.step + 1, nanos.length * 2));
      }
      try {
        driver.await(e.event);
        nanos[e.step] += driver.nanoseconds(e.event);
      } catch (ClException x) {
        System.getLogger(EventLog.class.getName())
            .log(System.Logger.Level.DEBUG, "A command's time is not known", x);
      } finally {
        driver.release(e.event);
      }
    }
    entries.clear();
  }
}
