package dev.imbrex.cpu.gemm;

import java.util.Arrays;

/** A strip without the vector module: four steps at a time, for two filters at a time. */
final class PlainStrip extends Strip {
  /** Sums of each filter, and pixels of four steps, for each thread. */
  private final ThreadLocal<float[][]> work;

  /** Creates it; the number of filters is even. */
  PlainStrip(int filters, int pixels) {
    super(filters, pixels);
    work = ThreadLocal.withInitial(() -> new float[filters + PlainLoops.STEPS][pixels]);
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
    int filters = filters();
    int n = pixels();
    float[][] own = work.get();
    float[] x0 = own[filters];
    float[] x1 = own[filters + 1];
    float[] x2 = own[filters + 2];
    float[] x3 = own[filters + 3];
    for (int i = 0; i < filters; i++) {
      Arrays.fill(own[i], init[initAt + i]);
    }
    int k = 0;
    for (; k + PlainLoops.STEPS <= walk.length; k += PlainLoops.STEPS) {
      System.arraycopy(x, xAt + walk[k], x0, 0, n);
      System.arraycopy(x, xAt + walk[k + 1], x1, 0, n);
      System.arraycopy(x, xAt + walk[k + 2], x2, 0, n);
      System.arraycopy(x, xAt + walk[k + 3], x3, 0, n);
      int f0 = fAt + k * filters;
      int f1 = f0 + filters;
      int f2 = f1 + filters;
      int f3 = f2 + filters;
      for (int i = 0; i < filters; i += 2) {
        PlainLoops.add4(
            f[f0 + i],
            f[f1 + i],
            f[f2 + i],
            f[f3 + i],
            f[f0 + i + 1],
            f[f1 + i + 1],
            f[f2 + i + 1],
            f[f3 + i + 1],
            x0,
            x1,
            x2,
            x3,
            own[i],
            own[i + 1]);
      }
    }
    for (; k < walk.length; k++) {
      System.arraycopy(x, xAt + walk[k], x0, 0, n);
      for (int i = 0; i < filters; i++) {
        PlainLoops.add(f[fAt + k * filters + i], x0, own[i]);
      }
    }
    for (int i = 0; i < filters; i++) {
      System.arraycopy(own[i], 0, c, cAt + i * cStride, n);
    }
  }
}
