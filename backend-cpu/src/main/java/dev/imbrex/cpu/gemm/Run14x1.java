package dev.imbrex.cpu.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 14 rows by 1 vector, along contiguous runs of K. The accumulators are written out, because the
 * compiler keeps them in registers only as local variables; the index is the loop's own counter,
 * because only then it takes the range checks out of the loop.
 */
final class Run14x1 extends Tile {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  Run14x1() {
    super(14, L, Reach.RUN);
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
    FloatVector c8a = FloatVector.fromArray(S, init, initAt + 8 * initStride);
    FloatVector c9a = FloatVector.fromArray(S, init, initAt + 9 * initStride);
    FloatVector c10a = FloatVector.fromArray(S, init, initAt + 10 * initStride);
    FloatVector c11a = FloatVector.fromArray(S, init, initAt + 11 * initStride);
    FloatVector c12a = FloatVector.fromArray(S, init, initAt + 12 * initStride);
    FloatVector c13a = FloatVector.fromArray(S, init, initAt + 13 * initStride);
    int first = aAt + walk[from];
    int a0 = bases[basesAt] + first;
    int a1 = bases[basesAt + 1] + first;
    int a2 = bases[basesAt + 2] + first;
    int a3 = bases[basesAt + 3] + first;
    int a4 = bases[basesAt + 4] + first;
    int a5 = bases[basesAt + 5] + first;
    int a6 = bases[basesAt + 6] + first;
    int a7 = bases[basesAt + 7] + first;
    int a8 = bases[basesAt + 8] + first;
    int a9 = bases[basesAt + 9] + first;
    int a10 = bases[basesAt + 10] + first;
    int a11 = bases[basesAt + 11] + first;
    int a12 = bases[basesAt + 12] + first;
    int a13 = bases[basesAt + 13] + first;
    int bk = bAt;
    for (int at = 0; at < to - from; at++) {
      FloatVector ba = FloatVector.fromArray(S, b, bk);
      FloatVector x = FloatVector.broadcast(S, a[a0 + at]);
      c0a = x.fma(ba, c0a);
      x = FloatVector.broadcast(S, a[a1 + at]);
      c1a = x.fma(ba, c1a);
      x = FloatVector.broadcast(S, a[a2 + at]);
      c2a = x.fma(ba, c2a);
      x = FloatVector.broadcast(S, a[a3 + at]);
      c3a = x.fma(ba, c3a);
      x = FloatVector.broadcast(S, a[a4 + at]);
      c4a = x.fma(ba, c4a);
      x = FloatVector.broadcast(S, a[a5 + at]);
      c5a = x.fma(ba, c5a);
      x = FloatVector.broadcast(S, a[a6 + at]);
      c6a = x.fma(ba, c6a);
      x = FloatVector.broadcast(S, a[a7 + at]);
      c7a = x.fma(ba, c7a);
      x = FloatVector.broadcast(S, a[a8 + at]);
      c8a = x.fma(ba, c8a);
      x = FloatVector.broadcast(S, a[a9 + at]);
      c9a = x.fma(ba, c9a);
      x = FloatVector.broadcast(S, a[a10 + at]);
      c10a = x.fma(ba, c10a);
      x = FloatVector.broadcast(S, a[a11 + at]);
      c11a = x.fma(ba, c11a);
      x = FloatVector.broadcast(S, a[a12 + at]);
      c12a = x.fma(ba, c12a);
      x = FloatVector.broadcast(S, a[a13 + at]);
      c13a = x.fma(ba, c13a);
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
    c8a.intoArray(c, cAt + 8 * cStride);
    c9a.intoArray(c, cAt + 9 * cStride);
    c10a.intoArray(c, cAt + 10 * cStride);
    c11a.intoArray(c, cAt + 11 * cStride);
    c12a.intoArray(c, cAt + 12 * cStride);
    c13a.intoArray(c, cAt + 13 * cStride);
  }
}
