package dev.imbrex.cpu.kernel;

/** A function of each element of a run of floats. */
@FunctionalInterface
interface Pointwise {
  /** Computes n elements; source and destination may be the same place. */
  void apply(float[] a, int at, float[] d, int to, int n);
}
