package dev.imbrex.bench.peers;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets processes do one task in turns: only one of them works at a time, and what the machine could
 * do at most is measured between the rounds.
 *
 * @param rounds that count
 * @param time of a round
 */
record Turns(int rounds, Duration time, Limit limit) {
  /** How long a library may take to load and to do its first step, or beyond a round. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The first round does not count and is longer: compilers take their time. */
  private static final int WARM_UP = 4;

  /** Returns how long is measured, in words. */
  String words() {
    double seconds = time.toMillis() / 1e3;
    return (rounds + " rounds of " + seconds + " s in turns after a warm-up").replace(".0 s", " s");
  }

  /** What is made of the rounds. */
  interface Outcome {
    /** Returns how many parameters every process must have, or 0 if none is asked. */
    long parameters();

    /** Notes the machine's limits, in GFLOP/s and GB/s. */
    void limit(double gflops, double gbytes);

    /** Notes a round. */
    void add(String peer, Child.Round round, double firstLoss);

    /** Notes that a process could not do it. */
    void failed(String peer, String why);
  }

  /**
   * Does a task.
   *
   * @param commands what starts the processes, by their names
   */
  void play(Map<String, List<String>> commands, Outcome outcome) throws Exception {
    Map<String, Child> children = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, List<String>> each : commands.entrySet()) {
        start(each.getKey(), each.getValue(), children, outcome);
      }
      for (int round = -1; round < rounds; round++) {
        if (round >= 0) {
          outcome.limit(limit.gflops(), limit.gbytes());
        }
        Duration here = round < 0 ? time.multipliedBy(WARM_UP) : time;
        for (Map.Entry<String, Child> each : List.copyOf(children.entrySet())) {
          String name = each.getKey();
          Child child = each.getValue();
          try {
            Child.Round r = child.round(here, here.plus(PATIENCE));
            if (round >= 0) {
              outcome.add(name, r, child.firstLoss());
            }
          } catch (Child.FailedException e) {
            outcome.failed(name, e.why());
            child.close();
            children.remove(name);
          }
        }
      }
    } finally {
      children.values().forEach(Child::close);
    }
  }

  private static void start(
      String name, List<String> command, Map<String, Child> children, Outcome outcome) {
    try {
      Child child = new Child(name, command, PATIENCE);
      if (outcome.parameters() == 0 || child.parameters() == outcome.parameters()) {
        children.put(name, child);
        return;
      }
      child.close();
      outcome.failed(
          name,
          name
              + " has a network of "
              + child.parameters()
              + " parameters instead of "
              + outcome.parameters()
              + ".");
    } catch (Child.FailedException e) {
      outcome.failed(name, e.why());
    }
  }
}
