package dev.imbrex.conformance.check;

import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Support;
import java.util.List;
import java.util.function.Consumer;

/**
 * One thing that is asked of a backend.
 *
 * @param part the part of the kit that it belongs to
 * @param subject the op, or in a few words what is asked
 * @param rules the rules that it checks
 * @param required whether every backend has to pass it
 * @param body what is done; adds to the tally, or throws {@link Violation}
 */
public record Check(Part part, String subject, List<String> rules, boolean required, Body body) {
  public Check {
    rules = List.copyOf(rules);
  }

  /** What a check does. */
  @FunctionalInterface
  public interface Body {
    /** Runs on a bench and adds to the tally. */
    void run(Bench bench, Tally tally);
  }

  /** Returns a check that consists of one case. */
  static Check single(Part part, String subject, String rule, Consumer<Bench> body) {
    return new Check(
        part,
        subject,
        List.of(rule),
        true,
        (bench, tally) -> {
          body.accept(bench);
          tally.count(Support.NATIVE);
        });
  }

  /** Returns the name: part, subject, rules. */
  public String name() {
    return part.label()
        + " "
        + subject
        + " ["
        + String.join(", ", rules)
        + (required ? "] required" : "] optional");
  }

  /** Runs it; whatever goes wrong becomes a failure in the tally. */
  public Tally run(Bench bench) {
    Tally tally = new Tally();
    try {
      body.run(bench, tally);
      requireNothingLeft(bench.shared());
    } catch (Violation v) {
      tally.fail(String.valueOf(v.getMessage()));
    } catch (RuntimeException | Error e) {
      tally.fail(rules.get(0) + ": " + subject + " failed with " + e + at(e));
    }
    if (!tally.failures().isEmpty()) {
      giveUp(bench);
    }
    return tally;
  }

  private static String at(Throwable e) {
    return e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
  }

  private void requireNothingLeft(Backend b) {
    Violation.unless(
        b.openHandles() == 0,
        "SPI",
        subject + ": " + b.openHandles() + " handles are open although all were closed");
  }

  private static void giveUp(Bench bench) {
    try {
      bench.replaceShared();
    } catch (RuntimeException e) {
      System.getLogger(Check.class.getName())
          .log(System.Logger.Level.WARNING, "The backend does not close after a failure", e);
    }
  }
}
