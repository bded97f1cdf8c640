package dev.imbrex.cpu.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 6 rows by 2 vectors, at any steps of K. The accumulators are written out, because the compiler
 * keeps them in registers only as local variables.
 */
final class Walk6x2 extends Tile {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  Walk6x2() {
    super(6, 2 * L, Reach.WALK);
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
    FloatVector c0b = FloatVector.fromArray(S, init, initAt + L);
    FloatVector c1a = FloatVector.fromArray(S, init, initAt + initStride);
    FloatVector c1b = FloatVector.fromArray(S, init, initAt + initStride + L);
    FloatVector c2a = FloatVector.fromArray(S, init, initAt + 2 * initStride);
    FloatVector c2b = FloatVector.fromArray(S, init, initAt + 2 * initStride + L);
    FloatVector c3a = FloatVector.fromArray(S, init, initAt + 3 * initStride);
    FloatVector c3b = FloatVector.fromArray(S, init, initAt + 3 * initStride + L);
    FloatVector c4a = FloatVector.fromArray(S, init, initAt + 4 * initStride);
    FloatVector c4b = FloatVector.fromArray(S, init, initAt + 4 * initStride + L);
    FloatVector c5a = FloatVector.fromArray(S, init, initAt + 5 * initStride);
    FloatVector c5b = FloatVector.fromArray(S, init, initAt + 5 * initStride + L);
    int a0 = bases[basesAt] + aAt;
    int a1 = bases[basesAt + 1] + aAt;
    int a2 = bases[basesAt + 2] + aAt;
    int a3 = bases[basesAt + 3] + aAt;
    int a4 = bases[basesAt + 4] + aAt;
    int a5 = bases[basesAt + 5] + aAt;
    int bk = bAt;
    for (int k = from; k < to; k++) {
      int at = walk[k];
      FloatVector ba = FloatVector.fromArray(S, b, bk);
      FloatVector bb = FloatVector.fromArray(S, b, bk + L);
      FloatVector x = FloatVector.broadcast(S, a[a0 + at]);
      c0a = x.fma(ba, c0a);
      c0b = x.fma(bb, c0b);
      x = FloatVector.broadcast(S, a[a1 + at]);
      c1a = x.fma(ba, c1a);
      c1b = x.fma(bb, c1b);
      x = FloatVector.broadcast(S, a[a2 + at]);
      c2a = x.fma(ba, c2a);
      c2b = x.fma(bb, c2b);
      x = FloatVector.broadcast(S, a[a3 + at]);
      c3a = x.fma(ba, c3a);
      c3b = x.fma(bb, c3b);
      x = FloatVector.broadcast(S, a[a4 + at]);
      c4a = x.fma(ba, c4a);
      c4b = x.fma(bb, c4b);
      x = FloatVector.broadcast(S, a[a5 + at]);
      c5a = x.fma(ba, c5a);
      c5b = x.fma(bb, c5b);
      bk += bStride;
    }
    c0a.intoArray(c, cAt);
    c0b.intoArray(c, cAt + L);
    c1a.intoArray(c, cAt + cStride);
    c1b.intoArray(c, cAt + cStride + L);
    c2a.intoArray(c, cAt + 2 * cStride);
    c2b.intoArray(c, cAt + 2 * cStride + L);
    c3a.intoArray(c, cAt + 3 * cStride);
    c3b.intoArray(c, cAt + 3 * cStride + L);
    c4a.intoArray(c, cAt + 4 * cStride);
    c4b.intoArray(c, cAt + 4 * cStride + L);
    c5a.intoArray(c, cAt + 5 * cStride);
    c5b.intoArray(c, cAt + 5 * cStride + L);
  }
}
