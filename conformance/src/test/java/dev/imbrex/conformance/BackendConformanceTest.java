package dev.imbrex.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.conformance.check.Part;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The kit as tests is the whole kit. */
class BackendConformanceTest {
  @Test
  void everyPartButRepeatingIsATest() {
    long factories =
        Arrays.stream(BackendConformance.class.getMethods())
            .filter(m -> m.isAnnotationPresent(TestFactory.class))
            .count();
    assertEquals(Part.values().length - 1, factories);
  }
}
