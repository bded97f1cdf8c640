package dev.imbrex.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Rows} in vectors; {@link PlainRows} does what does not fill one. */
final class VectorRows implements Rows {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private final PlainRows plain = new PlainRows();

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  @Override
  public void sumTaps(
      float[] x,
      int[] xAt,
      float[] f,
      int[] fAt,
      int count,
      float[] init,
      int initAt,
      float[] y,
      int to,
      int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector sum = FloatVector.fromArray(S, init, initAt + i);
      for (int t = 0; t < count; t++) {
        FloatVector v = FloatVector.fromArray(S, x, xAt[t] + i);
        sum = v.fma(FloatVector.fromArray(S, f, fAt[t] + i), sum);
      }
      sum.intoArray(y, to + i);
    }
    PlainRows.sumTaps(x, xAt, f, fAt, count, init, initAt, y, to, whole, n);
  }

  @Override
  public void addScaled(
      float[] factors,
      int from,
      int count,
      float[] x,
      int at,
      int stride,
      float[] acc,
      int to,
      int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector sum = FloatVector.fromArray(S, acc, to + i);
      int row = at + i;
      for (int t = 0; t < count; t++) {
        sum = all(factors[from + t]).fma(FloatVector.fromArray(S, x, row), sum);
        row += stride;
      }
      sum.intoArray(acc, to + i);
    }
    plain.addScaled(factors, from, count, x, at + whole, stride, acc, to + whole, n - whole);
  }

  @Override
  public void addProduct(float[] x, int at, float[] y, int yAt, float[] acc, int to, int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, at + i);
      v.fma(FloatVector.fromArray(S, y, yAt + i), FloatVector.fromArray(S, acc, to + i))
          .intoArray(acc, to + i);
    }
    plain.addProduct(x, at + whole, y, yAt + whole, acc, to + whole, n - whole);
  }

  @Override
  public void add(float[] x, int at, float[] acc, int to, int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector.fromArray(S, acc, to + i)
          .add(FloatVector.fromArray(S, x, at + i))
          .intoArray(acc, to + i);
    }
    plain.add(x, at + whole, acc, to + whole, n - whole);
  }

  @Override
  public void addSquares(float[] x, int at, float[] mean, int meanAt, float[] acc, int to, int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector c =
          FloatVector.fromArray(S, x, at + i).sub(FloatVector.fromArray(S, mean, meanAt + i));
      c.fma(c, FloatVector.fromArray(S, acc, to + i)).intoArray(acc, to + i);
    }
    plain.addSquares(x, at + whole, mean, meanAt + whole, acc, to + whole, n - whole);
  }

  @Override
  public float sum(float[] x, int at, int n, float[] work) {
    int beside = Math.min(BESIDE, n);
    System.arraycopy(x, at, work, 0, beside);
    int i = BESIDE;
    for (; i <= n - BESIDE; i += BESIDE) {
      for (int j = 0; j < BESIDE; j += L) {
        FloatVector sums = FloatVector.fromArray(S, work, j);
        sums.add(FloatVector.fromArray(S, x, at + i + j)).intoArray(work, j);
      }
    }
    return PlainRows.endOfSum(x, at + i, n - i, work, beside);
  }

  @Override
  public float max(float[] x, int at, int n, float[] work) {
    int beside = Math.min(BESIDE, n);
    System.arraycopy(x, at, work, 0, beside);
    int i = BESIDE;
    for (; i <= n - BESIDE; i += BESIDE) {
      for (int j = 0; j < BESIDE; j += L) {
        FloatVector greatest = FloatVector.fromArray(S, work, j);
        greatest.max(FloatVector.fromArray(S, x, at + i + j)).intoArray(work, j);
      }
    }
    return PlainRows.endOfMax(x, at + i, n - i, work, beside);
  }

  @Override
  public void normalize(
      float[] x,
      int at,
      float[] mean,
      int meanAt,
      float[] scale,
      int scaleAt,
      float[] shift,
      int shiftAt,
      float[] y,
      int to,
      int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector c =
          FloatVector.fromArray(S, x, at + i).sub(FloatVector.fromArray(S, mean, meanAt + i));
      FloatVector s = FloatVector.fromArray(S, scale, scaleAt + i);
      c.fma(s, FloatVector.fromArray(S, shift, shiftAt + i)).intoArray(y, to + i);
    }
    plain.normalize(
        x,
        at + whole,
        mean,
        meanAt + whole,
        scale,
        scaleAt + whole,
        shift,
        shiftAt + whole,
        y,
        to + whole,
        n - whole);
  }

  @Override
  public void addProducts(
      float[] x,
      int at,
      float[] mean,
      int meanAt,
      float[] dy,
      int dyAt,
      float[] acc,
      int to,
      int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector c =
          FloatVector.fromArray(S, x, at + i).sub(FloatVector.fromArray(S, mean, meanAt + i));
      FloatVector d = FloatVector.fromArray(S, dy, dyAt + i);
      c.fma(d, FloatVector.fromArray(S, acc, to + i)).intoArray(acc, to + i);
    }
    plain.addProducts(
        x, at + whole, mean, meanAt + whole, dy, dyAt + whole, acc, to + whole, n - whole);
  }

  @Override
  public void sgd(float[] w, int wAt, float[] g, int gAt, float rate, float[] out, int to, int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector step = FloatVector.fromArray(S, g, gAt + i).mul(all(rate));
      FloatVector.fromArray(S, w, wAt + i).sub(step).intoArray(out, to + i);
    }
    plain.sgd(w, wAt + whole, g, gAt + whole, rate, out, to + whole, n - whole);
  }

  /** Returns a state, and 0 where it is nearly none. */
  private static FloatVector state(FloatVector x) {
    return x.blend(all(0f), x.abs().compare(VectorOperators.LT, TINY));
  }

  @Override
  public void momentum(
      float[] w,
      int wAt,
      float[] g,
      int gAt,
      float[] v,
      int vAt,
      float rate,
      float keep,
      boolean nesterov,
      float[] wOut,
      int wTo,
      float[] vOut,
      int vTo,
      int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector step = FloatVector.fromArray(S, g, gAt + i).mul(all(rate));
      FloatVector wi = FloatVector.fromArray(S, w, wAt + i);
      FloatVector vi = FloatVector.fromArray(S, v, vAt + i);
      vi = state(vi.mul(all(keep)).sub(step));
      if (nesterov) {
        wi.add(vi.mul(all(keep))).sub(step).intoArray(wOut, wTo + i);
      } else {
        wi.add(vi).intoArray(wOut, wTo + i);
      }
      vi.intoArray(vOut, vTo + i);
    }
    plain.momentum(
        w,
        wAt + whole,
        g,
        gAt + whole,
        v,
        vAt + whole,
        rate,
        keep,
        nesterov,
        wOut,
        wTo + whole,
        vOut,
        vTo + whole,
        n - whole);
  }

  @Override
  public void squares(
      float[] w,
      int wAt,
      float[] g,
      int gAt,
      float[] v,
      int vAt,
      float rate,
      float keep,
      float more,
      float epsilon,
      float[] wOut,
      int wTo,
      float[] vOut,
      int vTo,
      int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector gi = FloatVector.fromArray(S, g, gAt + i);
      FloatVector wi = FloatVector.fromArray(S, w, wAt + i);
      FloatVector vi = FloatVector.fromArray(S, v, vAt + i);
      vi = state(vi.mul(all(keep)).add(gi.mul(gi).mul(all(more))));
      FloatVector step = gi.mul(all(rate)).div(vi.add(all(epsilon)).sqrt());
      wi.sub(step).intoArray(wOut, wTo + i);
      vi.intoArray(vOut, vTo + i);
    }
    plain.squares(
        w,
        wAt + whole,
        g,
        gAt + whole,
        v,
        vAt + whole,
        rate,
        keep,
        more,
        epsilon,
        wOut,
        wTo + whole,
        vOut,
        vTo + whole,
        n - whole);
  }

  @Override
  public void adam(
      float[] w,
      int wAt,
      float[] g,
      int gAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float rate,
      float decay,
      float keep1,
      float keep2,
      float epsilon,
      float[] wOut,
      int wTo,
      float[] mOut,
      int mTo,
      float[] vOut,
      int vTo,
      int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector gi = FloatVector.fromArray(S, g, gAt + i);
      FloatVector mi = FloatVector.fromArray(S, m, mAt + i);
      FloatVector vi = FloatVector.fromArray(S, v, vAt + i);
      FloatVector wi = FloatVector.fromArray(S, w, wAt + i);
      mi = state(mi.add(gi.sub(mi).mul(all(keep1))));
      vi = state(vi.add(gi.mul(gi).sub(vi).mul(all(keep2))));
      FloatVector step = mi.mul(all(rate)).div(vi.sqrt().add(all(epsilon)));
      wi.sub(wi.mul(all(decay))).sub(step).intoArray(wOut, wTo + i);
      mi.intoArray(mOut, mTo + i);
      vi.intoArray(vOut, vTo + i);
    }
    plain.adam(
        w,
        wAt + whole,
        g,
        gAt + whole,
        m,
        mAt + whole,
        v,
        vAt + whole,
        rate,
        decay,
        keep1,
        keep2,
        epsilon,
        wOut,
        wTo + whole,
        mOut,
        mTo + whole,
        vOut,
        vTo + whole,
        n - whole);
  }

  @Override
  public void spread(
      float[] x,
      int at,
      float[] mean,
      int meanAt,
      float[] dy,
      int dyAt,
      float[] k,
      int kAt,
      float[] dx,
      int to,
      int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector c =
          FloatVector.fromArray(S, x, at + i).sub(FloatVector.fromArray(S, mean, meanAt + i));
      FloatVector d = FloatVector.fromArray(S, dy, dyAt + i);
      FloatVector inner = c.fma(FloatVector.fromArray(S, k, kAt + n + i), d);
      inner = inner.add(FloatVector.fromArray(S, k, kAt + 2 * n + i));
      inner.mul(FloatVector.fromArray(S, k, kAt + i)).intoArray(dx, to + i);
    }
    plain.spread(
        x,
        at + whole,
        mean,
        meanAt + whole,
        dy,
        dyAt + whole,
        k,
        kAt + whole,
        n,
        dx,
        to + whole,
        n - whole);
  }

  // Elements of the following loops depend on their inputs only, so that the last vector may do
  // again what the one before has done.

  @Override
  public void gather(float[] x, int at, int[] pattern, int first, float[] y, int to, int n) {
    if (n < L) {
      plain.gather(x, at, pattern, first, y, to, n);
      return;
    }
    for (int i = 0; i < n; i = next(i, n)) {
      FloatVector.fromArray(S, x, at, pattern, first + i).intoArray(y, to + i);
    }
  }

  /** Returns where the next vector begins: at the latest where it ends with the last element. */
  private static int next(int i, int n) {
    return i + L == n ? n : Math.min(i + L, n - L);
  }

  @Override
  public void greatest(
      float[] x,
      int xAt,
      int[] from,
      int[] place,
      int count,
      float[] y,
      int to,
      float[] index,
      int indexTo,
      int n) {
    if (n < L) {
      plain.greatest(x, xAt, from, place, count, y, to, index, indexTo, n);
      return;
    }
    for (int i = 0; i < n; i = next(i, n)) {
      FloatVector best = FloatVector.fromArray(S, x, xAt + from[0] + i);
      FloatVector where = all(Float.intBitsToFloat(place[0]));
      for (int t = 1; t < count; t++) {
        FloatVector a = FloatVector.fromArray(S, x, xAt + from[t] + i);
        VectorMask<Float> wins = a.compare(VectorOperators.GT, best);
        wins =
            wins.or(a.compare(VectorOperators.NE, a).and(best.compare(VectorOperators.EQ, best)));
        best = best.blend(a, wins);
        where = where.blend(all(Float.intBitsToFloat(place[t])), wins);
      }
      best.intoArray(y, to + i);
      where.intoArray(index, indexTo + i);
    }
  }

  @Override
  public void pick(
      float[] x, int at, float[] index, int indexAt, int place, float[] y, int to, int n) {
    if (n < L) {
      plain.pick(x, at, index, indexAt, place, y, to, n);
      return;
    }
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i = next(i, n)) {
      VectorMask<Float> here =
          FloatVector.fromArray(S, index, indexAt + i)
              .reinterpretAsInts()
              .compare(VectorOperators.EQ, place)
              .cast(S);
      zero.blend(FloatVector.fromArray(S, x, at + i).add(zero), here).intoArray(y, to + i);
    }
  }
}
