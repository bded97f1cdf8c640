package dev.imbrex.reference;

import dev.imbrex.tensor.DType;

/**
 * How the interpreter rounds floating-point results and in which order it adds. F64 is never
 * rounded.
 */
public enum Arithmetic {
  /** Everything in float64, F32 values included: what exact arithmetic would give, nearly. */
  FLOAT64,
  /**
   * Each op is computed in float64 and its F32 results are then rounded: the {@code reference}
   * backend.
   */
  ROUNDED,
  /**
   * Every product and partial sum of F32 values is rounded; sums run from the first term to the
   * last.
   */
  FLOAT32_FORWARD,
  /** As {@link #FLOAT32_FORWARD}, but sums run from the last term to the first. */
  FLOAT32_REVERSE,
  /** As {@link #FLOAT32_FORWARD}, but sums are formed by halves, each half by its halves. */
  FLOAT32_PAIRWISE;

  /** Returns a result of an op as this arithmetic holds it. */
  double result(DType type, double value) {
    return type == DType.F32 && this != FLOAT64 ? (float) value : value;
  }

  /** Returns whether partial results of this type are rounded to float32. */
  boolean roundsEachStep(DType type) {
    return type == DType.F32 && this != FLOAT64 && this != ROUNDED;
  }
}
