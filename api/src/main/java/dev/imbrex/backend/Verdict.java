package dev.imbrex.backend;

/**
 * What a self-test found.
 *
 * @param reason why it failed; empty if it passed
 * @param lasting whether the same driver would give the same verdict again
 */
record Verdict(boolean passed, String reason, boolean lasting) {
  static final Verdict PASS = new Verdict(true, "", true);

  static Verdict fail(String reason) {
    return new Verdict(false, reason, true);
  }

  /** A failure that may be due to what else happens on the machine. */
  static Verdict failForNow(String reason) {
    return new Verdict(false, reason, false);
  }
}
