package dev.imbrex.cpu.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Packs vector by vector, without masks: on some runs JDK 17 would make an object of each. */
final class VectorPacking implements Packing {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /** How far the elements of a vector lie apart, for each thread. */
  private static final ThreadLocal<int[]> APART = ThreadLocal.withInitial(() -> new int[L]);

  @Override
  public void rows(
      float[] b, int bAt, int kStride, int count, int valid, float[] packed, int to, int width) {
    for (int j = 0; j < width; j += L) {
      if (j >= valid) {
        clear(count, packed, to + j, width);
        continue;
      }
      int from = bAt + j;
      int at = to + j;
      for (int k = 0; k < count; k++) {
        FloatVector.fromArray(S, b, from).intoArray(packed, at);
        from += kStride;
        at += width;
      }
    }
  }

  @Override
  public void columns(
      float[] b, int bAt, int jStride, int count, int valid, float[] packed, int to, int width) {
    int[] apart = APART.get();
    for (int j = 0; j < width; j += L) {
      if (j >= valid) {
        clear(count, packed, to + j, width);
        continue;
      }
      for (int i = 0; i < L; i++) {
        apart[i] = Math.min(i, valid - j - 1) * jStride;
      }
      int from = bAt + j * jStride;
      int at = to + j;
      for (int k = 0; k < count; k++) {
        FloatVector.fromArray(S, b, from + k, apart, 0).intoArray(packed, at);
        at += width;
      }
    }
  }

  private static void clear(int count, float[] packed, int at, int width) {
    for (int k = 0; k < count; k++) {
      FloatVector.zero(S).intoArray(packed, at + k * width);
    }
  }
}
