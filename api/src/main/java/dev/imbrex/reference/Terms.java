package dev.imbrex.reference;

import dev.imbrex.tensor.DType;
import java.util.Arrays;

/** The terms of one sum, kept until all are known so that they can be added in any order. */
final class Terms {
  private final Arithmetic arithmetic;
  private final boolean single;
  private double[] terms = new double[64];
  private int count;

  Terms(Arithmetic arithmetic, DType type) {
    this.arithmetic = arithmetic;
    this.single = arithmetic.roundsEachStep(type);
  }

  /** Adds a term, such as a product, which is rounded if partial results are. */
  void add(double term) {
    if (count == terms.length) {
      terms = Arrays.copyOf(terms, 2 * count);
    }
    terms[count++] = rounded(term);
  }

  /** Returns the sum of the terms, 0 if there are none, and forgets them. */
  double sum() {
    int n = count;
    count = 0;
    if (arithmetic == Arithmetic.FLOAT32_PAIRWISE) {
      return n == 0 ? 0 : pairwise(0, n);
    }
    double sum = 0;
    if (arithmetic == Arithmetic.FLOAT32_REVERSE) {
      for (int i = n - 1; i >= 0; i--) {
        sum = rounded(sum + terms[i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        sum = rounded(sum + terms[i]);
      }
    }
    return sum;
  }

  private double pairwise(int from, int to) {
    if (to - from == 1) {
      return terms[from];
    }
    int middle = (from + to) >>> 1;
    return rounded(pairwise(from, middle) + pairwise(middle, to));
  }

  private double rounded(double v) {
    return single ? (float) v : v;
  }
}
