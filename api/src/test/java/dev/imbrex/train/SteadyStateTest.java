package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.optim.Adam;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a step costs besides what the backend computes. */
class SteadyStateTest {
  /** Looks at the heap and at the device after some steps of each epoch. */
  private static final class Probe implements Callback {
    final IdleBackend backend = new IdleBackend();
    long bytes;
    long steps;
    private long bytesBefore;
    private int allocationsBefore;
    private int bindingsBefore;
    private int writesBefore;

    @Override
    public void onStepEnd(Training t) {
      if (t.step() == 10) {
        allocationsBefore = backend.allocations;
        bindingsBefore = backend.bindings + backend.compilations;
        writesBefore = backend.writes;
        bytesBefore = Allocation.ofThisThread();
      } else if (t.step() == 210) {
        bytes += Allocation.ofThisThread() - bytesBefore;
        steps += 200;
        assertEquals(allocationsBefore, backend.allocations);
        assertEquals(bindingsBefore, backend.bindings + backend.compilations);
        assertEquals(writesBefore + 200, backend.writes, "one copy to the device per step");
      }
    }
  }

  @Test
  void aStepAllocatesNothingOnTheDeviceAndLessThanAKilobyteOnTheHeap(@TempDir Path dir) {
    Probe probe = new Probe();
    List<Callback> callbacks =
        List.of(
            probe,
            StopOnNaN.create(),
            EarlyStopping.of(Monitor.of("loss"), 100),
            TimeLimit.of(Duration.ofDays(1)),
            Checkpoints.in(dir));
    Fit terms = Fit.epochs(5).batchSize(4).callbacks(callbacks).validation(Small.points(21));
    Small.trainer(probe.backend)
        .optimizer(Adam.of(0.001))
        .fit(Small.model(), Small.points(4 * 250 + 3), terms);
    assertEquals(1000, probe.steps);
    assertTrue(probe.bytes < 1000 * probe.steps, probe.bytes + " bytes in 1000 steps");
    assertEquals(4, probe.backend.compilations, "whole and partial batch, trained and judged");
  }
}
