package dev.imbrex.conformance.judge;

/** A backend breaks a rule; the message says which, on what, and what was expected. */
public final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String rule;

  /** Creates the violation of a rule of {@code docs/spec/ops.md} or of the SPI. */
  public Violation(String rule, String message) {
    super(rule + ": " + message);
    this.rule = rule;
  }

  /** Creates the violation with the failure that shows it. */
  public Violation(String rule, String message, Throwable cause) {
    super(rule + ": " + message, cause);
    this.rule = rule;
  }

  /** Returns this violation with what it was found on. */
  public Violation about(String what) {
    return new Violation(
        rule, what + ": " + String.valueOf(getMessage()).substring(rule.length() + 2));
  }

  /** Returns the id of the rule. */
  public String rule() {
    return rule;
  }

  /** Throws unless the rule holds. */
  public static void unless(boolean holds, String rule, String message) {
    if (!holds) {
      throw new Violation(rule, message);
    }
  }
}
