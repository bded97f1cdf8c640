package dev.imbrex.conformance.cases;

/** How near to the oracle a result has to be. */
public enum Judgement {
  /** The same bits; only the payload of a NaN is free (GEN-10). */
  BITS,
  /** The same value; +0 equals -0 and NaN equals NaN (NUM-1, NUM-7). */
  EXACT,
  /** Within the bound of a sum of k terms (NUM-2). */
  TERMS,
  /** Within the units in the last place that the table of functions gives (NUM-5). */
  FUNCTION,
  /** Within 8 times the spread of float32 evaluations (NUM-6). */
  SPREAD
}
