package dev.imbrex.conformance.check;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as the same bits (GEN-8, GEN-9). */
class DeviceRunTest {

  private static void compare(float a, float b) {
    DeviceRun.requireSameBits(
        List.of(HostTensor.of(Shape.of(2), 1, a)), List.of(HostTensor.of(Shape.of(2), 1, b)), "x");
  }

  @Test
  void everyNaNIsAsGoodAsAnother() {
    compare(Float.intBitsToFloat(0x7fc00000), Float.intBitsToFloat(0xffc00001));
  }

  @Test
  void numbersDifferInTheirLastBit() {
    compare(0.1f, 0.1f);
    assertThrows(Violation.class, () -> compare(0.1f, Math.nextUp(0.1f)));
  }

  @Test
  void zerosDifferInTheirSign() {
    assertThrows(Violation.class, () -> compare(0f, -0f));
  }

  @Test
  void noNumberIsANaN() {
    assertThrows(Violation.class, () -> compare(Float.NaN, 1));
  }
}
