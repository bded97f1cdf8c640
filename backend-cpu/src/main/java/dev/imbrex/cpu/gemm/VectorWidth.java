package dev.imbrex.cpu.gemm;

import jdk.incubator.vector.FloatVector;

/** How wide the machine's vectors are; to be asked only where the vector module is present. */
public final class VectorWidth {
  private VectorWidth() {}

  /** Returns the number of floats in a vector. */
  public static int lanes() {
    return FloatVector.SPECIES_PREFERRED.length();
  }
}
