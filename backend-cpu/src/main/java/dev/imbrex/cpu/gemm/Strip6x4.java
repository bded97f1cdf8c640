package dev.imbrex.cpu.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 6 filters by 4 vectors of pixels. The accumulators are written out, because the compiler keeps
 * them in registers only as local variables.
 */
final class Strip6x4 extends Strip {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  Strip6x4() {
    super(6, 4 * L);
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
    FloatVector c0d = c0a;
    FloatVector c1a = FloatVector.broadcast(S, init[initAt + 1]);
    FloatVector c1b = c1a;
    FloatVector c1c = c1a;
    FloatVector c1d = c1a;
    FloatVector c2a = FloatVector.broadcast(S, init[initAt + 2]);
    FloatVector c2b = c2a;
    FloatVector c2c = c2a;
    FloatVector c2d = c2a;
    FloatVector c3a = FloatVector.broadcast(S, init[initAt + 3]);
    FloatVector c3b = c3a;
    FloatVector c3c = c3a;
    FloatVector c3d = c3a;
    FloatVector c4a = FloatVector.broadcast(S, init[initAt + 4]);
    FloatVector c4b = c4a;
    FloatVector c4c = c4a;
    FloatVector c4d = c4a;
    FloatVector c5a = FloatVector.broadcast(S, init[initAt + 5]);
    FloatVector c5b = c5a;
    FloatVector c5c = c5a;
    FloatVector c5d = c5a;
    int fk = fAt;
    for (int k = 0; k < walk.length; k++) {
      int at = xAt + walk[k];
      FloatVector xa = FloatVector.fromArray(S, x, at);
      FloatVector xb = FloatVector.fromArray(S, x, at + L);
      FloatVector xc = FloatVector.fromArray(S, x, at + 2 * L);
      FloatVector xd = FloatVector.fromArray(S, x, at + 3 * L);
      FloatVector y = FloatVector.broadcast(S, f[fk]);
      c0a = y.fma(xa, c0a);
      c0b = y.fma(xb, c0b);
      c0c = y.fma(xc, c0c);
      c0d = y.fma(xd, c0d);
      y = FloatVector.broadcast(S, f[fk + 1]);
      c1a = y.fma(xa, c1a);
      c1b = y.fma(xb, c1b);
      c1c = y.fma(xc, c1c);
      c1d = y.fma(xd, c1d);
      y = FloatVector.broadcast(S, f[fk + 2]);
      c2a = y.fma(xa, c2a);
      c2b = y.fma(xb, c2b);
      c2c = y.fma(xc, c2c);
      c2d = y.fma(xd, c2d);
      y = FloatVector.broadcast(S, f[fk + 3]);
      c3a = y.fma(xa, c3a);
      c3b = y.fma(xb, c3b);
      c3c = y.fma(xc, c3c);
      c3d = y.fma(xd, c3d);
      y = FloatVector.broadcast(S, f[fk + 4]);
      c4a = y.fma(xa, c4a);
      c4b = y.fma(xb, c4b);
      c4c = y.fma(xc, c4c);
      c4d = y.fma(xd, c4d);
      y = FloatVector.broadcast(S, f[fk + 5]);
      c5a = y.fma(xa, c5a);
      c5b = y.fma(xb, c5b);
      c5c = y.fma(xc, c5c);
      c5d = y.fma(xd, c5d);
      fk += 6;
    }
    c0a.intoArray(c, cAt);
    c0b.intoArray(c, cAt + L);
    c0c.intoArray(c, cAt + 2 * L);
    c0d.intoArray(c, cAt + 3 * L);
    c1a.intoArray(c, cAt + cStride);
    c1b.intoArray(c, cAt + cStride + L);
    c1c.intoArray(c, cAt + cStride + 2 * L);
    c1d.intoArray(c, cAt + cStride + 3 * L);
    c2a.intoArray(c, cAt + 2 * cStride);
    c2b.intoArray(c, cAt + 2 * cStride + L);
    c2c.intoArray(c, cAt + 2 * cStride + 2 * L);
    c2d.intoArray(c, cAt + 2 * cStride + 3 * L);
    c3a.intoArray(c, cAt + 3 * cStride);
    c3b.intoArray(c, cAt + 3 * cStride + L);
    c3c.intoArray(c, cAt + 3 * cStride + 2 * L);
    c3d.intoArray(c, cAt + 3 * cStride + 3 * L);
    c4a.intoArray(c, cAt + 4 * cStride);
    c4b.intoArray(c, cAt + 4 * cStride + L);
    c4c.intoArray(c, cAt + 4 * cStride + 2 * L);
    c4d.intoArray(c, cAt + 4 * cStride + 3 * L);
    c5a.intoArray(c, cAt + 5 * cStride);
    c5b.intoArray(c, cAt + 5 * cStride + L);
    c5c.intoArray(c, cAt + 5 * cStride + 2 * L);
    c5d.intoArray(c, cAt + 5 * cStride + 3 * L);
  }
}
