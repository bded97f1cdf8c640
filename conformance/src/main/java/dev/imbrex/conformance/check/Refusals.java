package dev.imbrex.conformance.check;

import dev.imbrex.conformance.judge.Violation;

/** Says that something has to be refused, and how. */
final class Refusals {
  private Refusals() {}

  /** Something that has to fail. */
  @FunctionalInterface
  interface Attempt {
    void run() throws Exception;
  }

  /** Throws a violation unless the attempt fails with this exception and a message. */
  static void require(
      Class<? extends RuntimeException> expected, String rule, String what, Attempt attempt) {
    try {
      attempt.run();
    } catch (Exception e) {
      boolean right = expected.isInstance(e);
      Violation.unless(
          right,
          rule,
          what + " must fail with " + expected.getSimpleName() + ", but failed with " + e);
      String message = e.getMessage();
      Violation.unless(
          message != null && !message.isBlank(), rule, what + " must fail with a message");
      return;
    }
    throw new Violation(
        rule, what + " must fail with " + expected.getSimpleName() + ", but was accepted");
  }
}
