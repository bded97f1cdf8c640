package dev.imbrex.cpu.kernel;

/**
 * Loops over rows of channels: what sums over pixels, normalises them and updates parameters. In
 * vectors or in plain loops, with the same bits.
 */
interface Rows {
  /**
   * y[i] = init[i] + sum over t of x[xAt[t] + i] f[fAt[t] + i], in the order of t.
   *
   * @param count how many t
   */
  void sumTaps(
      float[] x,
      int[] xAt,
      float[] f,
      int[] fAt,
      int count,
      float[] init,
      int initAt,
      float[] y,
      int to,
      int n);

  /**
   * acc[i] += factors[from + t] x[at + t stride + i] for each t in order, with one rounding each.
   *
   * @param count how many t
   */
  void addScaled(
      float[] factors,
      int from,
      int count,
      float[] x,
      int at,
      int stride,
      float[] acc,
      int to,
      int n);

  /** acc += x y, with one rounding. */
  void addProduct(float[] x, int at, float[] y, int yAt, float[] acc, int to, int n);

  /** acc += x. */
  void add(float[] x, int at, float[] acc, int to, int n);

  /** y[i] = x[at + pattern[first + i]]. */
  void gather(float[] x, int at, int[] pattern, int first, float[] y, int to, int n);

  /**
   * The greatest of some elements and which it is: y[i] is the first of x[xAt + from[t] + i] that
   * none exceeds, or the first NaN; index[i] has the bits of place[t].
   *
   * @param count how many t, at least 1
   */
  void greatest(
      float[] x,
      int xAt,
      int[] from,
      int[] place,
      int count,
      float[] y,
      int to,
      float[] index,
      int indexTo,
      int n);

  /**
   * Lets through what belongs to one place: y[i] = x[i] + 0 where index[i] has the bits of place,
   * else 0.
   */
  void pick(float[] x, int at, float[] index, int indexAt, int place, float[] y, int to, int n);

  /** acc += (x - mean)^2. */
  void addSquares(float[] x, int at, float[] mean, int meanAt, float[] acc, int to, int n);

  /**
   * How many elements side by side {@link #sum} and {@link #max} have: a multiple of any vector.
   */
  int BESIDE = 64;

  /**
   * Returns the sum of n elements, 1 at least: each {@value #BESIDE}th in one of as many sums,
   * those by halves.
   *
   * @param work {@value #BESIDE} floats
   */
  float sum(float[] x, int at, int n, float[] work);

  /**
   * Returns the greatest of n elements, 1 at least; NaN if one is.
   *
   * @param work {@value #BESIDE} floats
   */
  float max(float[] x, int at, int n, float[] work);

  /** y = (x - mean) scale + shift. */
  void normalize(
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
      int n);

  /** acc += dy (x - mean). */
  void addProducts(
      float[] x,
      int at,
      float[] mean,
      int meanAt,
      float[] dy,
      int dyAt,
      float[] acc,
      int to,
      int n);

  /**
   * dx = k0 (dy + k1 (x - mean) + k2), with the n factors k0, then k1, then k2 from {@code kAt}.
   */
  void spread(
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
      int n);

  /**
   * Optimisers' state of less than this, 2^-100, becomes 0. Where a gradient stays 0 such state
   * shrinks for ever: after some hundred steps it and what is computed from it would be subnormal
   * numbers, and many processors take a hundred cycles for each. It moves no weight.
   */
  float TINY = 0x1p-100f;

  /** w' = w - rate g. */
  void sgd(float[] w, int wAt, float[] g, int gAt, float rate, float[] out, int to, int n);

  /** One step with momentum: v' = keep v - rate g, w' = w + v', or w + keep v' - rate g. */
  void momentum(
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
      int n);

  /**
   * One step by the sum or the mean of squares: v' = keep v + (g g) more, w' = w - rate g / sqrt(v'
   * + epsilon).
   */
  void squares(
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
      int n);

  /**
   * One step of Adam: m' = m + keep1 (g - m), v' = v + keep2 (g^2 - v), w' = (w - decay w) - rate
   * m' / (sqrt(v') + epsilon).
   *
   * @param keep1 1 - beta1
   * @param keep2 1 - beta2
   */
  void adam(
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
      int n);
}
