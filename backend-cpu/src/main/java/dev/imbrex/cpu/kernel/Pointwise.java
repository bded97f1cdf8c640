package dev.imbrex.cpu.kernel;

import dev.imbrex.op.composite.Activation;

/** A function of each element of a run. */
@FunctionalInterface
interface Pointwise {
  /** Computes n elements; source and result may be the same place. */
  void apply(float[] src, int at, float[] dst, int to, int n);

  /** Returns an activation. */
  static Pointwise activation(Activation a) {
    float alpha = (float) a.alpha();
    switch (a.fn()) {
      case IDENTITY:
        return (src, at, dst, to, n) -> System.arraycopy(src, at, dst, to, n);
      case RELU:
        return (src, at, dst, to, n) -> {
          for (int i = 0; i < n; i++) {
            dst[to + i] = Math.max(src[at + i], 0f);
          }
        };
      case LEAKY_RELU:
        return (src, at, dst, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = src[at + i];
            dst[to + i] = x > 0 ? x : alpha * x;
          }
        };
      default:
        throw new IllegalArgumentException("" + a);
    }
  }
}
