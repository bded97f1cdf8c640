package dev.imbrex.cpu.kernel;

/** {@link Transforms} in plain loops. */
final class PlainTransforms implements Transforms {
  /** What a step in between makes, for each thread. */
  private static final ThreadLocal<float[]> WORK = ThreadLocal.withInitial(() -> new float[16]);

  @Override
  public void input(float[] x, int at, int row, int pixel, float[] v, int to, int apart, int n) {
    input(x, at, row, pixel, v, to, apart, 0, n);
  }

  static void input(
      float[] x, int at, int row, int pixel, float[] v, int to, int apart, int from, int n) {
    float[] t = WORK.get();
    for (int i = from; i < n; i++) {
      for (int c = 0; c < 4; c++) {
        int p = at + c * pixel + i;
        float d0 = x[p];
        float d1 = x[p + row];
        float d2 = x[p + 2 * row];
        float d3 = x[p + 3 * row];
        t[c] = d0 - d2;
        t[4 + c] = d1 + d2;
        t[8 + c] = d2 - d1;
        t[12 + c] = d1 - d3;
      }
      for (int r = 0; r < 4; r++) {
        int p = to + 4 * r * apart + i;
        float d0 = t[4 * r];
        float d1 = t[4 * r + 1];
        float d2 = t[4 * r + 2];
        float d3 = t[4 * r + 3];
        v[p] = d0 - d2;
        v[p + apart] = d1 + d2;
        v[p + 2 * apart] = d2 - d1;
        v[p + 3 * apart] = d1 - d3;
      }
    }
  }

  @Override
  public void filter(float[] f, int at, int row, int tap, float[] u, int to, int apart, int n) {
    filter(f, at, row, tap, u, to, apart, 0, n);
  }

  static void filter(
      float[] f, int at, int row, int tap, float[] u, int to, int apart, int from, int n) {
    float[] t = WORK.get();
    for (int i = from; i < n; i++) {
      for (int c = 0; c < 3; c++) {
        int p = at + c * tap + i;
        float g0 = f[p];
        float g1 = f[p + row];
        float g2 = f[p + 2 * row];
        float ends = g0 + g2;
        t[c] = g0;
        t[3 + c] = (ends + g1) * 0.5f;
        t[6 + c] = (ends - g1) * 0.5f;
        t[9 + c] = g2;
      }
      for (int r = 0; r < 4; r++) {
        int p = to + 4 * r * apart + i;
        float g0 = t[3 * r];
        float g1 = t[3 * r + 1];
        float g2 = t[3 * r + 2];
        float ends = g0 + g2;
        u[p] = g0;
        u[p + apart] = (ends + g1) * 0.5f;
        u[p + 2 * apart] = (ends - g1) * 0.5f;
        u[p + 3 * apart] = g2;
      }
    }
  }

  @Override
  public void output(
      float[] m,
      int at,
      int apart,
      float[] bias,
      int biasAt,
      float[] y,
      int to,
      int row,
      int pixel,
      int rows,
      int columns,
      int n) {
    output(m, at, apart, bias, biasAt, y, to, row, pixel, rows, columns, 0, n);
  }

  static void output(
      float[] m,
      int at,
      int apart,
      float[] bias,
      int biasAt,
      float[] y,
      int to,
      int row,
      int pixel,
      int rows,
      int columns,
      int from,
      int n) {
    float[] t = WORK.get();
    for (int i = from; i < n; i++) {
      for (int c = 0; c < 4; c++) {
        int p = at + c * apart + i;
        float m1 = m[p + 4 * apart];
        float m2 = m[p + 8 * apart];
        t[c] = m[p] + m1 + m2;
        t[4 + c] = m1 - m2 - m[p + 12 * apart];
      }
      for (int r = 0; r < rows; r++) {
        int p = to + r * row + i;
        float t1 = t[4 * r + 1];
        float t2 = t[4 * r + 2];
        y[p] = t[4 * r] + t1 + t2 + bias[biasAt + i];
        if (columns == 2) {
          y[p + pixel] = t1 - t2 - t[4 * r + 3] + bias[biasAt + i];
        }
      }
    }
  }

  @Override
  public void outputGradient(
      float[] dy,
      int at,
      int row,
      int pixel,
      int rows,
      int columns,
      float[] w,
      int to,
      int apart,
      int n) {
    outputGradient(dy, at, row, pixel, rows, columns, w, to, apart, 0, n);
  }

  static void outputGradient(
      float[] dy,
      int at,
      int row,
      int pixel,
      int rows,
      int columns,
      float[] w,
      int to,
      int apart,
      int from,
      int n) {
    float[] t = WORK.get();
    for (int i = from; i < n; i++) {
      for (int c = 0; c < 2; c++) {
        int p = at + c * pixel + i;
        float y0 = c < columns ? dy[p] : 0;
        float y1 = c < columns && rows == 2 ? dy[p + row] : 0;
        t[c] = y0;
        t[2 + c] = y0 + y1;
        t[4 + c] = y0 - y1;
        t[6 + c] = 0 - y1;
      }
      for (int r = 0; r < 4; r++) {
        int p = to + 4 * r * apart + i;
        float y0 = t[2 * r];
        float y1 = t[2 * r + 1];
        w[p] = y0;
        w[p + apart] = y0 + y1;
        w[p + 2 * apart] = y0 - y1;
        w[p + 3 * apart] = 0 - y1;
      }
    }
  }

  @Override
  public void filterGradient(float[] s, int at, int apart, float[] df, int to, int tap, int n) {
    filterGradient(s, at, apart, df, to, tap, 0, n);
  }

  static void filterGradient(
      float[] s, int at, int apart, float[] df, int to, int tap, int from, int n) {
    float[] t = WORK.get();
    for (int i = from; i < n; i++) {
      for (int c = 0; c < 4; c++) {
        int p = at + c * apart + i;
        float s1 = s[p + 4 * apart];
        float s2 = s[p + 8 * apart];
        float half = (s1 + s2) * 0.5f;
        t[c] = s[p] + half;
        t[4 + c] = (s1 - s2) * 0.5f;
        t[8 + c] = half + s[p + 12 * apart];
      }
      for (int r = 0; r < 3; r++) {
        int p = to + 3 * r * tap + i;
        float s1 = t[4 * r + 1];
        float s2 = t[4 * r + 2];
        float half = (s1 + s2) * 0.5f;
        df[p] = t[4 * r] + half;
        df[p + tap] = (s1 - s2) * 0.5f;
        df[p + 2 * tap] = half + t[4 * r + 3];
      }
    }
  }
}
