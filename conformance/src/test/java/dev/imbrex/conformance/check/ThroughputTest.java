package dev.imbrex.conformance.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.conformance.OracleProvider;
import dev.imbrex.spi.Backend;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThroughputTest {

  /** Two pictures a step, half a second a step: the clock goes on whenever it is looked at. */
  @Test
  void itIsPicturesOverTimeWithoutWarmUp() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 2_000_000_000L);
    try (Backend backend = new OracleProvider().open("oracle")) {
      double rate =
          Throughput.imagesPerSecond(
              backend, TrainingStep.tiny(), () -> now.getAndAdd(500_000_000L));
      assertEquals(4, rate);
      assertEquals(0, backend.openHandles());
    }
  }
}
