package dev.imbrex.cpu.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 8 filters by 3 vectors of pixels. The accumulators are written out, because the compiler keeps
 * them in registers only as local variables.
 */
final class Strip8x3 extends Strip {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  Strip8x3() {
    super(8, 3 * L);
  }

  @Override
  public void run(
      float[] f,
      int fAt,
      float[] x,
      int xAt,
      int[] walk,
      float[] init,
      int initAt,
      float[] c,
      int cAt,
      int cStride) {
    FloatVector c0a = FloatVector.broadcast(S, init[initAt]);
    FloatVector c0b = c0a;
    FloatVector c0c = c0a;
    FloatVector c1a = FloatVector.broadcast(S, init[initAt + 1]);
    FloatVector c1b = c1a;
    FloatVector c1c = c1a;
    FloatVector c2a = FloatVector.broadcast(S, init[initAt + 2]);
    FloatVector c2b = c2a;
    FloatVector c2c = c2a;
    FloatVector c3a = FloatVector.broadcast(S, init[initAt + 3]);
    FloatVector c3b = c3a;
    FloatVector c3c = c3a;
    FloatVector c4a = FloatVector.broadcast(S, init[initAt + 4]);
    FloatVector c4b = c4a;
    FloatVector c4c = c4a;
    FloatVector c5a = FloatVector.broadcast(S, init[initAt + 5]);
    FloatVector c5b = c5a;
    FloatVector c5c = c5a;
    FloatVector c6a = FloatVector.broadcast(S, init[initAt + 6]);
    FloatVector c6b = c6a;
    FloatVector c6c = c6a;
    FloatVector c7a = FloatVector.broadcast(S, init[initAt + 7]);
    FloatVector c7b = c7a;
    FloatVector c7c = c7a;
    int fk = fAt;
    for (int k = 0; k < walk.length; k++) {
      int at = xAt + walk[k];
      FloatVector xa = FloatVector.fromArray(S, x, at);
      FloatVector xb = FloatVector.fromArray(S, x, at + L);
      FloatVector xc = FloatVector.fromArray(S, x, at + 2 * L);
      FloatVector y = FloatVector.broadcast(S, f[fk]);
      c0a = y.fma(xa, c0a);
      c0b = y.fma(xb, c0b);
      c0c = y.fma(xc, c0c);
      y = FloatVector.broadcast(S, f[fk + 1]);
      c1a = y.fma(xa, c1a);
      c1b = y.fma(xb, c1b);
      c1c = y.fma(xc, c1c);
      y = FloatVector.broadcast(S, f[fk + 2]);
      c2a = y.fma(xa, c2a);
      c2b = y.fma(xb, c2b);
      c2c = y.fma(xc, c2c);
      y = FloatVector.broadcast(S, f[fk + 3]);
      c3a = y.fma(xa, c3a);
      c3b = y.fma(xb, c3b);
      c3c = y.fma(xc, c3c);
      y = FloatVector.broadcast(S, f[fk + 4]);
      c4a = y.fma(xa, c4a);
      c4b = y.fma(xb, c4b);
      c4c = y.fma(xc, c4c);
      y = FloatVector.broadcast(S, f[fk + 5]);
      c5a = y.fma(xa, c5a);
      c5b = y.fma(xb, c5b);
      c5c = y.fma(xc, c5c);
      y = FloatVector.broadcast(S, f[fk + 6]);
      c6a = y.fma(xa, c6a);
      c6b = y.fma(xb, c6b);
      c6c = y.fma(xc, c6c);
      y = FloatVector.broadcast(S, f[fk + 7]);
      c7a = y.fma(xa, c7a);
      c7b = y.fma(xb, c7b);
      c7c = y.fma(xc, c7c);
      fk += 8;
    }
    c0a.intoArray(c, cAt);
    c0b.intoArray(c, cAt + L);
    c0c.intoArray(c, cAt + 2 * L);
    c1a.intoArray(c, cAt + cStride);
    c1b.intoArray(c, cAt + cStride + L);
    c1c.intoArray(c, cAt + cStride + 2 * L);
    c2a.intoArray(c, cAt + 2 * cStride);
    c2b.intoArray(c, cAt + 2 * cStride + L);
    c2c.intoArray(c, cAt + 2 * cStride + 2 * L);
    c3a.intoArray(c, cAt + 3 * cStride);
    c3b.intoArray(c, cAt + 3 * cStride + L);
    c3c.intoArray(c, cAt + 3 * cStride + 2 * L);
    c4a.intoArray(c, cAt + 4 * cStride);
    c4b.intoArray(c, cAt + 4 * cStride + L);
    c4c.intoArray(c, cAt + 4 * cStride + 2 * L);
    c5a.intoArray(c, cAt + 5 * cStride);
    c5b.intoArray(c, cAt + 5 * cStride + L);
    c5c.intoArray(c, cAt + 5 * cStride + 2 * L);
    c6a.intoArray(c, cAt + 6 * cStride);
    c6b.intoArray(c, cAt + 6 * cStride + L);
    c6c.intoArray(c, cAt + 6 * cStride + 2 * L);
    c7a.intoArray(c, cAt + 7 * cStride);
    c7b.intoArray(c, cAt + 7 * cStride + L);
    c7c.intoArray(c, cAt + 7 * cStride + 2 * L);
  }
}
