package dev.imbrex.cpu.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 8 rows by 1 vector, where the rows begin one behind the other: each step over K reads 8
 * neighbours. The accumulators are written out, because the compiler keeps them in registers only
 * as local variables; the neighbours' range checks it makes one.
 */
final class Block8x1 extends Tile {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  Block8x1() {
    super(8, L, Reach.BLOCK);
  }

  @Override
  public void run(
      float[] a,
      int aAt,
      int[] bases,
      int basesAt,
      int[] walk,
      int from,
      int to,
      float[] b,
      int bAt,
      int bStride,
      float[] init,
      int initAt,
      int initStride,
      float[] c,
      int cAt,
      int cStride) {
    FloatVector c0a = FloatVector.fromArray(S, init, initAt);
    FloatVector c1a = FloatVector.fromArray(S, init, initAt + initStride);
    FloatVector c2a = FloatVector.fromArray(S, init, initAt + 2 * initStride);
    FloatVector c3a = FloatVector.fromArray(S, init, initAt + 3 * initStride);
    FloatVector c4a = FloatVector.fromArray(S, init, initAt + 4 * initStride);
    FloatVector c5a = FloatVector.fromArray(S, init, initAt + 5 * initStride);
    FloatVector c6a = FloatVector.fromArray(S, init, initAt + 6 * initStride);
    FloatVector c7a = FloatVector.fromArray(S, init, initAt + 7 * initStride);
    int first = aAt + bases[basesAt];
    int bk = bAt;
    for (int k = from; k < to; k++) {
      int at = first + walk[k];
      FloatVector ba = FloatVector.fromArray(S, b, bk);
      FloatVector x = FloatVector.broadcast(S, a[at]);
      c0a = x.fma(ba, c0a);
      x = FloatVector.broadcast(S, a[at + 1]);
      c1a = x.fma(ba, c1a);
      x = FloatVector.broadcast(S, a[at + 2]);
      c2a = x.fma(ba, c2a);
      x = FloatVector.broadcast(S, a[at + 3]);
      c3a = x.fma(ba, c3a);
      x = FloatVector.broadcast(S, a[at + 4]);
      c4a = x.fma(ba, c4a);
      x = FloatVector.broadcast(S, a[at + 5]);
      c5a = x.fma(ba, c5a);
      x = FloatVector.broadcast(S, a[at + 6]);
      c6a = x.fma(ba, c6a);
      x = FloatVector.broadcast(S, a[at + 7]);
      c7a = x.fma(ba, c7a);
      bk += bStride;
    }
    c0a.intoArray(c, cAt);
    c1a.intoArray(c, cAt + cStride);
    c2a.intoArray(c, cAt + 2 * cStride);
    c3a.intoArray(c, cAt + 3 * cStride);
    c4a.intoArray(c, cAt + 4 * cStride);
    c5a.intoArray(c, cAt + 5 * cStride);
    c6a.intoArray(c, cAt + 6 * cStride);
    c7a.intoArray(c, cAt + 7 * cStride);
  }
}
