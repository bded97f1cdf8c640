package dev.imbrex.survival;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.data.IdxSamples;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few kills inside the writes of checkpoints; scripts/survival.sh does many more. */
class SurvivalTest {
  /** So many steps of the disk that a training is killed two or three times. */
  private static final int STEPS = 700;

  @TempDir Path folder;

  @Test
  void whatIsKilledInsideCheckpointWritesEndsInTheSameBits() throws Exception {
    Path data = IdxSamples.mnist(folder.resolve("data"), 192, 40);
    Tally tally = new Kills(new HaltedVictim("cpu", data, STEPS, 3), folder).run(1);
    assertTrue(tally.isClean(), tally::toString);
  }
}
