package dev.imbrex.conformance.check;

import java.util.List;
import java.util.Optional;

/** One attempt to find something wrong, made from a list of choices that can be made smaller. */
interface Trial {
  /** Returns the choices that it was made from. */
  List<Integer> choices();

  /** Returns the trial that other choices make; empty if they make none. */
  Optional<Trial> with(List<Integer> choices);

  /**
   * Runs it.
   *
   * @throws dev.imbrex.conformance.judge.Violation if something is wrong
   */
  void run(Bench bench, Tally tally);

  /** Returns what repeats it, behind {@code --repeat}. */
  String id();
}
