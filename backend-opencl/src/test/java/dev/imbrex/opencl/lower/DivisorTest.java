package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Multiplying gives the same as dividing. */
class DivisorTest {

  /** What the macro DIVIDE computes. */
  private static int divide(int i, Divisor d) {
    int high = (int) ((Integer.toUnsignedLong(i) * Integer.toUnsignedLong(d.multiplier())) >>> 32);
    return (high + i) >>> d.shift();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 3, 5, 6, 7, 8, 9, 10, 63, 64, 65, 641, 1000, 65535, 65536, 65537, 1 << 30})
  void theQuotientIsExactAroundMultiples(int value) {
    Divisor d = new Divisor(value);
    long step = Math.max(1, Integer.MAX_VALUE / value / 1000);
    for (long q = 0; q * value <= Integer.MAX_VALUE; q += step) {
      for (long i = Math.max(0, q * value - 1);
          i <= Math.min(Integer.MAX_VALUE, q * value + 1);
          i++) {
        assertEquals((int) (i / value), divide((int) i, d), i + " / " + value);
      }
    }
    assertEquals(Integer.MAX_VALUE / value, divide(Integer.MAX_VALUE, d));
  }

  @Test
  void theLargestDivisorsDivide() {
    for (int value = Integer.MAX_VALUE; value > Integer.MAX_VALUE - 100; value--) {
      assertEquals(0, divide(value - 1, new Divisor(value)));
      assertEquals(1, divide(value, new Divisor(value)));
    }
  }

  @Test
  void zeroIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Divisor(0));
  }
}
