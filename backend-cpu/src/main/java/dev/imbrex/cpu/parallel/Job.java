package dev.imbrex.cpu.parallel;

/** Work in numbered tasks that may run in any order and at the same time. */
@FunctionalInterface
public interface Job {
  /**
   * Runs one task.
   *
   * @param task its number
   * @param worker which of the workers runs it, from 0; the same for no two tasks at one time, so
   *     it may choose a piece of scratch memory but nothing that shows in the result
   */
  void run(int task, int worker);
}
