package dev.imbrex.cpu.kernel;

/** {@link Rows} in plain loops. */
final class PlainRows implements Rows {
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
    sumTaps(x, xAt, f, fAt, count, init, initAt, y, to, 0, n);
  }

  /** The elements from {@code from} on: all of them, or a vector loop's tail. */
  static void sumTaps(
      float[] x,
      int[] xAt,
      float[] f,
      int[] fAt,
      int count,
      float[] init,
      int initAt,
      float[] y,
      int to,
      int from,
      int n) {
    for (int i = from; i < n; i++) {
      float sum = init[initAt + i];
      for (int t = 0; t < count; t++) {
        sum = Math.fma(x[xAt[t] + i], f[fAt[t] + i], sum);
      }
      y[to + i] = sum;
    }
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
    for (int t = 0; t < count; t++) {
      float factor = factors[from + t];
      int row = at + t * stride;
      for (int i = 0; i < n; i++) {
        acc[to + i] = Math.fma(factor, x[row + i], acc[to + i]);
      }
    }
  }

  @Override
  public void addProduct(float[] x, int at, float[] y, int yAt, float[] acc, int to, int n) {
    for (int i = 0; i < n; i++) {
      acc[to + i] = Math.fma(x[at + i], y[yAt + i], acc[to + i]);
    }
  }

  @Override
  public void add(float[] x, int at, float[] acc, int to, int n) {
    for (int i = 0; i < n; i++) {
      acc[to + i] += x[at + i];
    }
  }

  @Override
  public void addSquares(float[] x, int at, float[] mean, int meanAt, float[] acc, int to, int n) {
    for (int i = 0; i < n; i++) {
      float c = x[at + i] - mean[meanAt + i];
      acc[to + i] = Math.fma(c, c, acc[to + i]);
    }
  }

  @Override
  public float sum(float[] x, int at, int n, float[] work) {
    int beside = Math.min(BESIDE, n);
    System.arraycopy(x, at, work, 0, beside);
    int i = BESIDE;
    for (; i <= n - BESIDE; i += BESIDE) {
      for (int j = 0; j < BESIDE; j++) {
        work[j] += x[at + i + j];
      }
    }
    return endOfSum(x, at + i, n - i, work, beside);
  }

  /** Adds the rest, and the sums by halves. */
  static float endOfSum(float[] x, int at, int rest, float[] work, int beside) {
    for (int j = 0; j < rest; j++) {
      work[j] += x[at + j];
    }
    int n = beside;
    while (n > 1) {
      int half = (n + 1) / 2;
      for (int j = 0; j < n - half; j++) {
        work[j] += work[half + j];
      }
      n = half;
    }
    return work[0];
  }

  @Override
  public float max(float[] x, int at, int n, float[] work) {
    int beside = Math.min(BESIDE, n);
    System.arraycopy(x, at, work, 0, beside);
    int i = BESIDE;
    for (; i <= n - BESIDE; i += BESIDE) {
      for (int j = 0; j < BESIDE; j++) {
        work[j] = Math.max(work[j], x[at + i + j]);
      }
    }
    return endOfMax(x, at + i, n - i, work, beside);
  }

  /** Compares the rest, and the greatest with one another. */
  static float endOfMax(float[] x, int at, int rest, float[] work, int beside) {
    for (int j = 0; j < rest; j++) {
      work[j] = Math.max(work[j], x[at + j]);
    }
    float max = work[0];
    for (int j = 1; j < beside; j++) {
      max = Math.max(max, work[j]);
    }
    return max;
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
    for (int i = 0; i < n; i++) {
      float c = x[at + i] - mean[meanAt + i];
      y[to + i] = Math.fma(c, scale[scaleAt + i], shift[shiftAt + i]);
    }
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
    for (int i = 0; i < n; i++) {
      float c = x[at + i] - mean[meanAt + i];
      acc[to + i] = Math.fma(c, dy[dyAt + i], acc[to + i]);
    }
  }

  @Override
  public void sgd(float[] w, int wAt, float[] g, int gAt, float rate, float[] out, int to, int n) {
    for (int i = 0; i < n; i++) {
      out[to + i] = w[wAt + i] - rate * g[gAt + i];
    }
  }

  /** Returns a state, or 0 where it is nearly none. */
  private static float state(float x) {
    return Math.abs(x) < TINY ? 0f : x;
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
    for (int i = 0; i < n; i++) {
      float step = rate * g[gAt + i];
      float wi = w[wAt + i];
      float vi = state(keep * v[vAt + i] - step);
      wOut[wTo + i] = nesterov ? wi + keep * vi - step : wi + vi;
      vOut[vTo + i] = vi;
    }
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
    for (int i = 0; i < n; i++) {
      float gi = g[gAt + i];
      float vi = state(keep * v[vAt + i] + gi * gi * more);
      wOut[wTo + i] = w[wAt + i] - rate * gi / (float) Math.sqrt(vi + epsilon);
      vOut[vTo + i] = vi;
    }
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
    for (int i = 0; i < n; i++) {
      float gi = g[gAt + i];
      float mi = state(m[mAt + i] + (gi - m[mAt + i]) * keep1);
      float vi = state(v[vAt + i] + (gi * gi - v[vAt + i]) * keep2);
      float wi = w[wAt + i];
      wOut[wTo + i] = wi - decay * wi - rate * mi / ((float) Math.sqrt(vi) + epsilon);
      mOut[mTo + i] = mi;
      vOut[vTo + i] = vi;
    }
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
    spread(x, at, mean, meanAt, dy, dyAt, k, kAt, n, dx, to, n);
  }

  /** As {@link Rows#spread}, with the factors {@code apart} elements apart. */
  void spread(
      float[] x,
      int at,
      float[] mean,
      int meanAt,
      float[] dy,
      int dyAt,
      float[] k,
      int kAt,
      int apart,
      float[] dx,
      int to,
      int n) {
    for (int i = 0; i < n; i++) {
      float c = x[at + i] - mean[meanAt + i];
      float inner = Math.fma(c, k[kAt + apart + i], dy[dyAt + i]) + k[kAt + 2 * apart + i];
      dx[to + i] = inner * k[kAt + i];
    }
  }

  @Override
  public void gather(float[] x, int at, int[] pattern, int first, float[] y, int to, int n) {
    for (int i = 0; i < n; i++) {
      y[to + i] = x[at + pattern[first + i]];
    }
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
    for (int i = 0; i < n; i++) {
      float best = x[xAt + from[0] + i];
      int where = place[0];
      for (int t = 1; t < count; t++) {
        float a = x[xAt + from[t] + i];
        if (a > best || (Float.isNaN(a) && !Float.isNaN(best))) {
          best = a;
          where = place[t];
        }
      }
      y[to + i] = best;
      index[indexTo + i] = Float.intBitsToFloat(where);
    }
  }

  @Override
  public void pick(
      float[] x, int at, float[] index, int indexAt, int place, float[] y, int to, int n) {
    for (int i = 0; i < n; i++) {
      boolean here = Float.floatToRawIntBits(index[indexAt + i]) == place;
      y[to + i] = here ? x[at + i] + 0f : 0f;
    }
  }
}
