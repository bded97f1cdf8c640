package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.Shrinker;
import dev.imbrex.conformance.judge.Violation;
import java.util.List;
import java.util.Optional;

/** Runs trials one after the other and shrinks those that fail. */
final class Series {
  private static final int MOST_FAILURES = 3;

  private Series() {}

  /** Runs the trials until there are a few failures. */
  static void run(List<? extends Trial> trials, Bench bench, Tally tally) {
    for (Trial t : trials) {
      Optional<String> failure = attempt(t, bench, tally);
      if (failure.isPresent()) {
        tally.fail(shrunk(t, bench, failure.get()));
        if (tally.failures().size() >= MOST_FAILURES) {
          return;
        }
      }
    }
  }

  /** Runs a trial and returns what is wrong, if anything is. */
  static Optional<String> attempt(Trial t, Bench bench, Tally tally) {
    try {
      t.run(bench, tally);
      return Optional.empty();
    } catch (Violation v) {
      return Optional.of(String.valueOf(v.getMessage()));
    } catch (RuntimeException | Error e) {
      bench.replaceShared();
      return Optional.of("SPI: " + t + " failed with " + e);
    }
  }

  private static String shrunk(Trial failing, Bench bench, String message) {
    String[] last = {message};
    List<Integer> choices =
        Shrinker.shrink(
            failing.choices(),
            next -> {
              Optional<String> failure =
                  failing.with(next).flatMap(t -> attempt(t, bench, new Tally()));
              failure.ifPresent(f -> last[0] = f);
              return failure.isPresent();
            });
    return last[0]
        + "; repeat with: imbrex conformance --backend "
        + bench.name()
        + " --repeat "
        + failing.with(choices).orElse(failing).id();
  }
}
