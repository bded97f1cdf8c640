package dev.imbrex.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Transforms} in vectors; {@link PlainTransforms} does what does not fill one. */
final class VectorTransforms implements Transforms {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  @Override
  public void input(float[] x, int at, int row, int pixel, float[] v, int to, int apart, int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      int p = at + i;
      FloatVector d00 = FloatVector.fromArray(S, x, p);
      FloatVector d10 = FloatVector.fromArray(S, x, p + row);
      FloatVector d20 = FloatVector.fromArray(S, x, p + 2 * row);
      FloatVector d30 = FloatVector.fromArray(S, x, p + 3 * row);
      p = at + pixel + i;
      FloatVector d01 = FloatVector.fromArray(S, x, p);
      FloatVector d11 = FloatVector.fromArray(S, x, p + row);
      FloatVector d21 = FloatVector.fromArray(S, x, p + 2 * row);
      FloatVector d31 = FloatVector.fromArray(S, x, p + 3 * row);
      p = at + 2 * pixel + i;
      FloatVector d02 = FloatVector.fromArray(S, x, p);
      FloatVector d12 = FloatVector.fromArray(S, x, p + row);
      FloatVector d22 = FloatVector.fromArray(S, x, p + 2 * row);
      FloatVector d32 = FloatVector.fromArray(S, x, p + 3 * row);
      p = at + 3 * pixel + i;
      FloatVector d03 = FloatVector.fromArray(S, x, p);
      FloatVector d13 = FloatVector.fromArray(S, x, p + row);
      FloatVector d23 = FloatVector.fromArray(S, x, p + 2 * row);
      FloatVector d33 = FloatVector.fromArray(S, x, p + 3 * row);
      FloatVector t00 = d00.sub(d20);
      FloatVector t10 = d10.add(d20);
      FloatVector t20 = d20.sub(d10);
      FloatVector t30 = d10.sub(d30);
      FloatVector t01 = d01.sub(d21);
      FloatVector t11 = d11.add(d21);
      FloatVector t21 = d21.sub(d11);
      FloatVector t31 = d11.sub(d31);
      FloatVector t02 = d02.sub(d22);
      FloatVector t12 = d12.add(d22);
      FloatVector t22 = d22.sub(d12);
      FloatVector t32 = d12.sub(d32);
      FloatVector t03 = d03.sub(d23);
      FloatVector t13 = d13.add(d23);
      FloatVector t23 = d23.sub(d13);
      FloatVector t33 = d13.sub(d33);
      int q = to + i;
      t00.sub(t02).intoArray(v, q);
      t01.add(t02).intoArray(v, q + apart);
      t02.sub(t01).intoArray(v, q + 2 * apart);
      t01.sub(t03).intoArray(v, q + 3 * apart);
      q = to + 4 * apart + i;
      t10.sub(t12).intoArray(v, q);
      t11.add(t12).intoArray(v, q + apart);
      t12.sub(t11).intoArray(v, q + 2 * apart);
      t11.sub(t13).intoArray(v, q + 3 * apart);
      q = to + 8 * apart + i;
      t20.sub(t22).intoArray(v, q);
      t21.add(t22).intoArray(v, q + apart);
      t22.sub(t21).intoArray(v, q + 2 * apart);
      t21.sub(t23).intoArray(v, q + 3 * apart);
      q = to + 12 * apart + i;
      t30.sub(t32).intoArray(v, q);
      t31.add(t32).intoArray(v, q + apart);
      t32.sub(t31).intoArray(v, q + 2 * apart);
      t31.sub(t33).intoArray(v, q + 3 * apart);
    }
    if (whole < n) {
      PlainTransforms.input(x, at, row, pixel, v, to, apart, whole, n);
    }
  }

  @Override
  public void filter(float[] f, int at, int row, int tap, float[] u, int to, int apart, int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      int p = at + i;
      FloatVector t00 = FloatVector.fromArray(S, f, p);
      FloatVector g0 = FloatVector.fromArray(S, f, p + row);
      FloatVector t30 = FloatVector.fromArray(S, f, p + 2 * row);
      FloatVector ends0 = t00.add(t30);
      FloatVector t10 = ends0.add(g0).mul(0.5f);
      FloatVector t20 = ends0.sub(g0).mul(0.5f);
      p = at + i + tap;
      FloatVector t01 = FloatVector.fromArray(S, f, p);
      FloatVector g1 = FloatVector.fromArray(S, f, p + row);
      FloatVector t31 = FloatVector.fromArray(S, f, p + 2 * row);
      FloatVector ends1 = t01.add(t31);
      FloatVector t11 = ends1.add(g1).mul(0.5f);
      FloatVector t21 = ends1.sub(g1).mul(0.5f);
      p = at + i + 2 * tap;
      FloatVector t02 = FloatVector.fromArray(S, f, p);
      FloatVector g2 = FloatVector.fromArray(S, f, p + row);
      FloatVector t32 = FloatVector.fromArray(S, f, p + 2 * row);
      FloatVector ends2 = t02.add(t32);
      FloatVector t12 = ends2.add(g2).mul(0.5f);
      FloatVector t22 = ends2.sub(g2).mul(0.5f);
      int q = to + i;
      FloatVector ends = t00.add(t02);
      t00.intoArray(u, q);
      ends.add(t01).mul(0.5f).intoArray(u, q + apart);
      ends.sub(t01).mul(0.5f).intoArray(u, q + 2 * apart);
      t02.intoArray(u, q + 3 * apart);
      q = to + i + 4 * apart;
      ends = t10.add(t12);
      t10.intoArray(u, q);
      ends.add(t11).mul(0.5f).intoArray(u, q + apart);
      ends.sub(t11).mul(0.5f).intoArray(u, q + 2 * apart);
      t12.intoArray(u, q + 3 * apart);
      q = to + i + 8 * apart;
      ends = t20.add(t22);
      t20.intoArray(u, q);
      ends.add(t21).mul(0.5f).intoArray(u, q + apart);
      ends.sub(t21).mul(0.5f).intoArray(u, q + 2 * apart);
      t22.intoArray(u, q + 3 * apart);
      q = to + i + 12 * apart;
      ends = t30.add(t32);
      t30.intoArray(u, q);
      ends.add(t31).mul(0.5f).intoArray(u, q + apart);
      ends.sub(t31).mul(0.5f).intoArray(u, q + 2 * apart);
      t32.intoArray(u, q + 3 * apart);
    }
    if (whole < n) {
      PlainTransforms.filter(f, at, row, tap, u, to, apart, whole, n);
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
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      int p = at + i;
      FloatVector m10 = FloatVector.fromArray(S, m, p + 4 * apart);
      FloatVector m20 = FloatVector.fromArray(S, m, p + 8 * apart);
      FloatVector s0 = FloatVector.fromArray(S, m, p).add(m10).add(m20);
      FloatVector t0 = m10.sub(m20).sub(FloatVector.fromArray(S, m, p + 12 * apart));
      p = at + i + apart;
      FloatVector m11 = FloatVector.fromArray(S, m, p + 4 * apart);
      FloatVector m21 = FloatVector.fromArray(S, m, p + 8 * apart);
      FloatVector s1 = FloatVector.fromArray(S, m, p).add(m11).add(m21);
      FloatVector t1 = m11.sub(m21).sub(FloatVector.fromArray(S, m, p + 12 * apart));
      p = at + i + 2 * apart;
      FloatVector m12 = FloatVector.fromArray(S, m, p + 4 * apart);
      FloatVector m22 = FloatVector.fromArray(S, m, p + 8 * apart);
      FloatVector s2 = FloatVector.fromArray(S, m, p).add(m12).add(m22);
      FloatVector t2 = m12.sub(m22).sub(FloatVector.fromArray(S, m, p + 12 * apart));
      p = at + i + 3 * apart;
      FloatVector m13 = FloatVector.fromArray(S, m, p + 4 * apart);
      FloatVector m23 = FloatVector.fromArray(S, m, p + 8 * apart);
      FloatVector s3 = FloatVector.fromArray(S, m, p).add(m13).add(m23);
      FloatVector t3 = m13.sub(m23).sub(FloatVector.fromArray(S, m, p + 12 * apart));
      FloatVector b = FloatVector.fromArray(S, bias, biasAt + i);
      int q = to + i;
      s0.add(s1).add(s2).add(b).intoArray(y, q);
      if (columns == 2) {
        s1.sub(s2).sub(s3).add(b).intoArray(y, q + pixel);
      }
      if (rows == 2) {
        q += row;
        t0.add(t1).add(t2).add(b).intoArray(y, q);
        if (columns == 2) {
          t1.sub(t2).sub(t3).add(b).intoArray(y, q + pixel);
        }
      }
    }
    if (whole < n) {
      PlainTransforms.output(
          m, at, apart, bias, biasAt, y, to, row, pixel, rows, columns, whole, n);
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
    int whole = S.loopBound(n);
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < whole; i += L) {
      int p = at + i;
      FloatVector t00 = FloatVector.fromArray(S, dy, p);
      FloatVector t01 = columns == 2 ? FloatVector.fromArray(S, dy, p + pixel) : zero;
      FloatVector y0 = rows == 2 ? FloatVector.fromArray(S, dy, p + row) : zero;
      FloatVector y1 =
          rows == 2 && columns == 2 ? FloatVector.fromArray(S, dy, p + row + pixel) : zero;
      FloatVector t10 = t00.add(y0);
      FloatVector t11 = t01.add(y1);
      FloatVector t20 = t00.sub(y0);
      FloatVector t21 = t01.sub(y1);
      FloatVector t30 = zero.sub(y0);
      FloatVector t31 = zero.sub(y1);
      int q = to + i;
      t00.intoArray(w, q);
      t00.add(t01).intoArray(w, q + apart);
      t00.sub(t01).intoArray(w, q + 2 * apart);
      zero.sub(t01).intoArray(w, q + 3 * apart);
      q = to + i + 4 * apart;
      t10.intoArray(w, q);
      t10.add(t11).intoArray(w, q + apart);
      t10.sub(t11).intoArray(w, q + 2 * apart);
      zero.sub(t11).intoArray(w, q + 3 * apart);
      q = to + i + 8 * apart;
      t20.intoArray(w, q);
      t20.add(t21).intoArray(w, q + apart);
      t20.sub(t21).intoArray(w, q + 2 * apart);
      zero.sub(t21).intoArray(w, q + 3 * apart);
      q = to + i + 12 * apart;
      t30.intoArray(w, q);
      t30.add(t31).intoArray(w, q + apart);
      t30.sub(t31).intoArray(w, q + 2 * apart);
      zero.sub(t31).intoArray(w, q + 3 * apart);
    }
    if (whole < n) {
      PlainTransforms.outputGradient(dy, at, row, pixel, rows, columns, w, to, apart, whole, n);
    }
  }

  @Override
  public void filterGradient(float[] s, int at, int apart, float[] df, int to, int tap, int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      int p = at + i;
      FloatVector a0 = FloatVector.fromArray(S, s, p + 4 * apart);
      FloatVector b0 = FloatVector.fromArray(S, s, p + 8 * apart);
      FloatVector half0 = a0.add(b0).mul(0.5f);
      FloatVector t00 = FloatVector.fromArray(S, s, p).add(half0);
      FloatVector t10 = a0.sub(b0).mul(0.5f);
      FloatVector t20 = half0.add(FloatVector.fromArray(S, s, p + 12 * apart));
      p = at + i + apart;
      FloatVector a1 = FloatVector.fromArray(S, s, p + 4 * apart);
      FloatVector b1 = FloatVector.fromArray(S, s, p + 8 * apart);
      FloatVector half1 = a1.add(b1).mul(0.5f);
      FloatVector t01 = FloatVector.fromArray(S, s, p).add(half1);
      FloatVector t11 = a1.sub(b1).mul(0.5f);
      FloatVector t21 = half1.add(FloatVector.fromArray(S, s, p + 12 * apart));
      p = at + i + 2 * apart;
      FloatVector a2 = FloatVector.fromArray(S, s, p + 4 * apart);
      FloatVector b2 = FloatVector.fromArray(S, s, p + 8 * apart);
      FloatVector half2 = a2.add(b2).mul(0.5f);
      FloatVector t02 = FloatVector.fromArray(S, s, p).add(half2);
      FloatVector t12 = a2.sub(b2).mul(0.5f);
      FloatVector t22 = half2.add(FloatVector.fromArray(S, s, p + 12 * apart));
      p = at + i + 3 * apart;
      FloatVector a3 = FloatVector.fromArray(S, s, p + 4 * apart);
      FloatVector b3 = FloatVector.fromArray(S, s, p + 8 * apart);
      FloatVector half3 = a3.add(b3).mul(0.5f);
      FloatVector t03 = FloatVector.fromArray(S, s, p).add(half3);
      FloatVector t13 = a3.sub(b3).mul(0.5f);
      FloatVector t23 = half3.add(FloatVector.fromArray(S, s, p + 12 * apart));
      int q = to + i;
      FloatVector half = t01.add(t02).mul(0.5f);
      t00.add(half).intoArray(df, q);
      t01.sub(t02).mul(0.5f).intoArray(df, q + tap);
      half.add(t03).intoArray(df, q + 2 * tap);
      q = to + i + 3 * tap;
      half = t11.add(t12).mul(0.5f);
      t10.add(half).intoArray(df, q);
      t11.sub(t12).mul(0.5f).intoArray(df, q + tap);
      half.add(t13).intoArray(df, q + 2 * tap);
      q = to + i + 6 * tap;
      half = t21.add(t22).mul(0.5f);
      t20.add(half).intoArray(df, q);
      t21.sub(t22).mul(0.5f).intoArray(df, q + tap);
      half.add(t23).intoArray(df, q + 2 * tap);
    }
    if (whole < n) {
      PlainTransforms.filterGradient(s, at, apart, df, to, tap, whole, n);
    }
  }
}
