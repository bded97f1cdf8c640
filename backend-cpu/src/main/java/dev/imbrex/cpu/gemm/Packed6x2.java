package dev.imbrex.cpu.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 6 rows by 2 vectors, where A is packed: each step over K reads 6 neighbours, and the next step
 * those behind them, so that the compiler checks ranges once for the loop. The accumulators are
 * written out, because the compiler keeps them in registers only as local variables.
 */
final class Packed6x2 extends Tile {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final int ROWS = 6;

  Packed6x2() {
    super(ROWS, 2 * L, Reach.PACKED);
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
    int first = aAt + bases[basesAt] + walk[from];
    int steps = to - from;
    int bk = bAt;
    for (int k = 0; k < steps; k++) {
      int at = first + k * ROWS;
      FloatVector ba = FloatVector.fromArray(S, b, bk);
      FloatVector bb = FloatVector.fromArray(S, b, bk + L);
      FloatVector x = FloatVector.broadcast(S, a[at]);
      c0a = x.fma(ba, c0a);
      c0b = x.fma(bb, c0b);
      x = FloatVector.broadcast(S, a[at + 1]);
      c1a = x.fma(ba, c1a);
      c1b = x.fma(bb, c1b);
      x = FloatVector.broadcast(S, a[at + 2]);
      c2a = x.fma(ba, c2a);
      c2b = x.fma(bb, c2b);
      x = FloatVector.broadcast(S, a[at + 3]);
      c3a = x.fma(ba, c3a);
      c3b = x.fma(bb, c3b);
      x = FloatVector.broadcast(S, a[at + 4]);
      c4a = x.fma(ba, c4a);
      c4b = x.fma(bb, c4b);
      x = FloatVector.broadcast(S, a[at + 5]);
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
