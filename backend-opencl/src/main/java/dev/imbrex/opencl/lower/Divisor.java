package dev.imbrex.opencl.lower;

/**
 * A number that kernels divide by through a multiplication, as the macro DIVIDE does: for i from 0
 * to 2^31 - 1, i / d is {@code (mulHigh(i, multiplier) + i) >> shift} in 32-bit words.
 *
 * <p>T. Granlund, P. Montgomery: "Division by invariant integers using multiplication", PLDI 1994.
 *
 * @param value d, at least 1
 */
record Divisor(int value) {
  Divisor {
    if (value < 1) {
      throw new IllegalArgumentException("A divisor must be at least 1, but is " + value + ".");
    }
  }

  /** Returns the multiplier as an unsigned word. */
  int multiplier() {
    return (int) (((1L << 32) * ((1L << shift()) - value)) / value + 1);
  }

  /** Returns the shift: the logarithm of d to base 2, rounded up. */
  int shift() {
    return 32 - Integer.numberOfLeadingZeros(value - 1);
  }

  /** Returns the multipliers of some numbers. */
  static int[] multipliers(int... values) {
    int[] m = new int[values.length];
    for (int i = 0; i < m.length; i++) {
      m[i] = new Divisor(values[i]).multiplier();
    }
    return m;
  }

  /** Returns the shifts of some numbers. */
  static int[] shifts(int... values) {
    int[] s = new int[values.length];
    for (int i = 0; i < s.length; i++) {
      s[i] = new Divisor(values[i]).shift();
    }
    return s;
  }
}
