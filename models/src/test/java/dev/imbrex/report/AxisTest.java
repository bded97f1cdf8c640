package dev.imbrex.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  @Test
  void itEndsAtRoundNumbersWithRoundMarks() {
    Axis a = Axis.of(0, 0.83, 5);
    assertEquals(new Axis(0, 1, 0.2), a);
    assertEquals(6, a.marks().size());
    assertEquals(0.415, a.share(0.415), 1e-12);
    assertEquals(List.of(1.0, 2.0, 3.0), Axis.counting(1, 3, 10).marks());
    assertEquals(List.of(0.0, 20.0, 40.0, 60.0, 80.0, 100.0), Axis.counting(0, 100, 5).marks());
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "-3,5", "0.9412,0.9998", "1e-9,3e-9", "5e7,5.1e7", "0,1e300", "-1,-1"})
  void allNumbersLieOnItAndThereAreFewMarks(double least, double most) {
    Axis a = Axis.of(least, most, 5);
    assertTrue(a.share(least) >= -1e-9 && a.share(most) <= 1 + 1e-9, a::toString);
    assertTrue(a.marks().size() >= 2 && a.marks().size() <= 8, () -> a + ": " + a.marks());
  }
}
