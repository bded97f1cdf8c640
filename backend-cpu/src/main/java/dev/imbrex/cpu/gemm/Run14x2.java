package dev.imbrex.cpu.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 14 rows by 2 vectors, along contiguous runs of K. The accumulators are written out, because the
 * compiler keeps them in registers only as local variables; the index is the loop's own counter,
 * because only then it takes the range checks out of the loop.
 */
final class Run14x2 extends Tile {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  Run14x2() {
    super(14, 2 * L, Reach.RUN);
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
    FloatVector c6a = FloatVector.fromArray(S, init, initAt + 6 * initStride);
    FloatVector c6b = FloatVector.fromArray(S, init, initAt + 6 * initStride + L);
    FloatVector c7a = FloatVector.fromArray(S, init, initAt + 7 * initStride);
    FloatVector c7b = FloatVector.fromArray(S, init, initAt + 7 * initStride + L);
    FloatVector c8a = FloatVector.fromArray(S, init, initAt + 8 * initStride);
    FloatVector c8b = FloatVector.fromArray(S, init, initAt + 8 * initStride + L);
    FloatVector c9a = FloatVector.fromArray(S, init, initAt + 9 * initStride);
    FloatVector c9b = FloatVector.fromArray(S, init, initAt + 9 * initStride + L);
    FloatVector c10a = FloatVector.fromArray(S, init, initAt + 10 * initStride);
    FloatVector c10b = FloatVector.fromArray(S, init, initAt + 10 * initStride + L);
    FloatVector c11a = FloatVector.fromArray(S, init, initAt + 11 * initStride);
    FloatVector c11b = FloatVector.fromArray(S, init, initAt + 11 * initStride + L);
    FloatVector c12a = FloatVector.fromArray(S, init, initAt + 12 * initStride);
    FloatVector c12b = FloatVector.fromArray(S, init, initAt + 12 * initStride + L);
    FloatVector c13a = FloatVector.fromArray(S, init, initAt + 13 * initStride);
    FloatVector c13b = FloatVector.fromArray(S, init, initAt + 13 * initStride + L);
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
      x = FloatVector.broadcast(S, a[a6 + at]);
      c6a = x.fma(ba, c6a);
      c6b = x.fma(bb, c6b);
      x = FloatVector.broadcast(S, a[a7 + at]);
      c7a = x.fma(ba, c7a);
      c7b = x.fma(bb, c7b);
      x = FloatVector.broadcast(S, a[a8 + at]);
      c8a = x.fma(ba, c8a);
      c8b = x.fma(bb, c8b);
      x = FloatVector.broadcast(S, a[a9 + at]);
      c9a = x.fma(ba, c9a);
      c9b = x.fma(bb, c9b);
      x = FloatVector.broadcast(S, a[a10 + at]);
      c10a = x.fma(ba, c10a);
      c10b = x.fma(bb, c10b);
      x = FloatVector.broadcast(S, a[a11 + at]);
      c11a = x.fma(ba, c11a);
      c11b = x.fma(bb, c11b);
      x = FloatVector.broadcast(S, a[a12 + at]);
      c12a = x.fma(ba, c12a);
      c12b = x.fma(bb, c12b);
      x = FloatVector.broadcast(S, a[a13 + at]);
      c13a = x.fma(ba, c13a);
      c13b = x.fma(bb, c13b);
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
    c6a.intoArray(c, cAt + 6 * cStride);
    c6b.intoArray(c, cAt + 6 * cStride + L);
    c7a.intoArray(c, cAt + 7 * cStride);
    c7b.intoArray(c, cAt + 7 * cStride + L);
    c8a.intoArray(c, cAt + 8 * cStride);
    c8b.intoArray(c, cAt + 8 * cStride + L);
    c9a.intoArray(c, cAt + 9 * cStride);
    c9b.intoArray(c, cAt + 9 * cStride + L);
    c10a.intoArray(c, cAt + 10 * cStride);
    c10b.intoArray(c, cAt + 10 * cStride + L);
    c11a.intoArray(c, cAt + 11 * cStride);
    c11b.intoArray(c, cAt + 11 * cStride + L);
    c12a.intoArray(c, cAt + 12 * cStride);
    c12b.intoArray(c, cAt + 12 * cStride + L);
    c13a.intoArray(c, cAt + 13 * cStride);
    c13b.intoArray(c, cAt + 13 * cStride + L);
  }
}
