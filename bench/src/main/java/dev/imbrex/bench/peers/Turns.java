package dev.imbrex.bench.peers;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets processes work in turns, one at a time, so that whatever else the machine does falls on all
 * of them alike. The first round warms up, and takes as long as all compilers need; it is not told.
 *
 * @param rounds how many count
 * @param time how long one is
 */
record Turns(int rounds, Duration time) {
  /** How long a library may take to load and to do its first step, or beyond a round. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int WARM_UP = 4;

  /** Returns how long is measured, in words. */
  String words() {
    double seconds = time.toMillis() / 1e3;
    return (rounds + " rounds of " + seconds + " s in turns after a warm-up").replace(".0 s", " s");
  }

  /** Is told what happens. Whoever can not go on throws {@link Child.FailedException}. */
  interface Observer {
    /** A process is ready. */
    void ready(String name, Child child);

    /** A round begins that counts. */
    void round() throws Exception;

    /** A process has worked in a round that counts. */
    void worked(String name, Child child, Child.Round round);

    /** A process was given up; the others go on. */
    void failed(String name, String why);
  }

  /**
   * Starts all processes, lets them work and ends them.
   *
   * @param commands of the processes, by name, in the order of their turns
   */
  void run(Map<String, List<String>> commands, Observer observer) throws Exception {
    Map<String, Child> children = new LinkedHashMap<>();
    try {
      for (String name : commands.keySet()) {
        attempt(
            children,
            name,
            observer,
            () -> {
              Child child = new Child(name, commands.get(name), PATIENCE);
              children.put(name, child);
              observer.ready(name, child);
            });
      }
      for (int i = -1; i < rounds; i++) {
        boolean counts = i >= 0;
        if (counts) {
          observer.round();
        }
        Duration here = counts ? time : time.multipliedBy(WARM_UP);
        for (Map.Entry<String, Child> each : List.copyOf(children.entrySet())) {
          String name = each.getKey();
          attempt(
              children,
              name,
              observer,
              () -> {
                Child.Round r = each.getValue().round(here, here.plus(PATIENCE));
                if (counts) {
                  observer.worked(name, each.getValue(), r);
                }
              });
        }
      }
    } finally {
      children.values().forEach(Child::close);
    }
  }

  private static void attempt(
      Map<String, Child> children, String name, Observer observer, Runnable work) {
    try {
      work.run();
    } catch (Child.FailedException e) {
      observer.failed(name, e.why());
      Child c = children.remove(name);
      if (c != null) {
        c.close();
      }
    }
  }
}
