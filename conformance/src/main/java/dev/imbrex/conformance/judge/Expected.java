package dev.imbrex.conformance.judge;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;

/**
 * One result as it should be.
 *
 * @param type its type
 * @param exact its elements in exact arithmetic
 * @param bounds how far each element may be off, 0 for not at all
 * @param bits whether the sign of a zero counts, too
 */
record Expected(TensorType type, double[] exact, double[] bounds, boolean bits) {

  static Expected exactly(TensorType type, double[] exact, boolean bits) {
    return new Expected(type, exact, new double[exact.length], bits);
  }

  static Expected within(TensorType type, double[] exact, double bound) {
    double[] bounds = new double[exact.length];
    Arrays.fill(bounds, bound);
    return new Expected(type, exact, bounds, false);
  }

  /**
   * Compares what was computed.
   *
   * @return the largest error over its bound: at most 1
   * @throws Violation if an element is too far off
   */
  double compare(int index, HostTensor actual, String rule, String what) {
    double worst = 0;
    for (int i = 0; i < exact.length; i++) {
      double ratio = ratio(i, actual.get(i));
      if (!(ratio <= 1)) {
        throw new Violation(
            rule,
            String.format(
                "%s: element %s of result %d is %s, but should be %s%s",
                what,
                position(i),
                index,
                shown(actual.get(i)),
                shown(rounded(i)),
                bounds[i] == 0 ? "" : " within " + bounds[i]));
      }
      worst = Math.max(worst, ratio);
    }
    return worst;
  }

  private double rounded(int i) {
    return type.dtype() == DType.F32 ? (float) exact[i] : exact[i];
  }

  private Object shown(double v) {
    return type.dtype().isFloat() ? v : (Object) (long) v;
  }

  /** Returns the error over its bound; infinite if it is of another kind altogether. */
  private double ratio(int i, double y) {
    double e = rounded(i);
    if (Double.isNaN(e)) {
      return Double.isNaN(y) ? 0 : Double.POSITIVE_INFINITY;
    } else if (Double.isInfinite(e)) {
      return y == e ? 0 : Double.POSITIVE_INFINITY;
    } else if (bits) {
      boolean same = Double.doubleToRawLongBits(y) == Double.doubleToRawLongBits(e);
      return same ? 0 : Double.POSITIVE_INFINITY;
    } else if (y == e) {
      return 0;
    }
    double error = Math.abs(y - exact[i]);
    return bounds[i] == 0 || Double.isNaN(error) ? Double.POSITIVE_INFINITY : error / bounds[i];
  }

  /** Returns the index of an element as people write it. */
  private String position(int i) {
    long[] strides = type.shape().strides();
    int[] at = new int[strides.length];
    long rest = i;
    for (int a = 0; a < at.length; a++) {
      at[a] = (int) (rest / strides[a]);
      rest %= strides[a];
    }
    return Arrays.toString(at);
  }
}
