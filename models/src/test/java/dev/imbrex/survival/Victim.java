package dev.imbrex.survival;

import java.io.IOException;
import java.nio.file.Path;

/** A training in a process of its own that is killed. */
interface Victim {
  /** Returns what is done to it. */
  String description();

  /** Trains undisturbed, from the beginning to the end. */
  void whole(Path run) throws IOException, InterruptedException;

  /** Begins or goes on, and is killed unless it ends before that. */
  Outcome kill(Path run) throws IOException, InterruptedException;

  /**
   * How a process ended.
   *
   * @param killed whether it was, else it has finished
   * @param written the number of steps whose checkpoint had been written for certain
   */
  record Outcome(boolean killed, long written) {}
}
