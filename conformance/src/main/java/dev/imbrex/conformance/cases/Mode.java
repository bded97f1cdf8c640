package dev.imbrex.conformance.cases;

import java.util.Locale;

/** With what inputs a case is tried. */
public enum Mode {
  /** Small integers, chosen so that every float32 sum is exact: no tolerance at all. */
  EXACT,
  /** Real numbers, held to the bounds of {@code docs/spec/ops.md}, section 2. */
  REAL,
  /** NaN, infinities and zeros of both signs among the numbers. */
  SPECIAL;

  /** Returns the name in lower case, as it is written in the id of a case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
