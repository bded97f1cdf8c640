package dev.imbrex.cpu.kernel;

/** A function of the pairs of elements of two runs of floats. */
@FunctionalInterface
interface Pairwise {
  /** Computes n elements; the destination may be the place of either source. */
  void apply(float[] a, int at, float[] b, int bt, float[] d, int to, int n);
}
