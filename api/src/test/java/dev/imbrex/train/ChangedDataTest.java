package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Model;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that goes on with other examples than it began with. */
class ChangedDataTest {
  private static final int STOPPED = 2;

  @TempDir Path dir;
  private final InterpretedBackend backend = new InterpretedBackend();
  private Checkpoint checkpoint;

  @BeforeEach
  void stopInTheMidstOfTheFirstEpoch() {
    Callback stop =
        new Callback() {
          @Override
          public void onStepEnd(Training t) {
            if (t.totalSteps() == STOPPED) {
              t.stop("Enough.");
            }
          }
        };
    Fit terms = Small.terms(3).callbacks(stop, Checkpoints.in(dir));
    Small.trainer(backend).fit(Small.model(), Small.points(10), terms);
    checkpoint = Checkpoint.read(dir.resolve("last"));
    assertEquals(STOPPED, checkpoint.totalSteps());
  }

  @AfterEach
  void everythingOnTheDeviceIsFreed() {
    assertEquals(0, backend.openHandles());
    backend.close();
  }

  private Model resumed(Dataset data, boolean allowed) {
    Model m = Checkpoint.read(checkpoint.folder()).model();
    Fit terms = Small.terms(3).resume(checkpoint).allowChangedData(allowed);
    History h = checkpoint.trainer(backend).fit(m, data, terms);
    assertEquals(3, h.epochs().size());
    return m;
  }

  private static Dataset points(List<String> classes, int... labels) {
    float[] features = {0, 1, 1, 0, 0, 2, 2, 0};
    return Dataset.of("others", Shape.of(2), classes, features, labels);
  }

  @Test
  void otherExamplesAreRefusedUnlessTheyAreAllowed() {
    Dataset others = points(Dataset.numberedClasses(2), 0, 1, 0, 1);
    String message =
        assertThrows(ModelFormatException.class, () -> resumed(others, false)).getMessage();
    assertTrue(message.contains("data.size is 10 in the checkpoint, but 4 here"), message);
    resumed(others, true);
  }

  /** Two steps of three are done, but the epochs of four points have one only. */
  @Test
  void anEpochThatHasHadMoreStepsThanThereAreNowIsOver() {
    Model m = Checkpoint.read(checkpoint.folder()).model();
    Small.Recorder recorder = new Small.Recorder();
    Fit terms = Small.terms(2).resume(checkpoint).allowChangedData(true).callbacks(recorder);
    Dataset others = points(Dataset.numberedClasses(2), 0, 1, 0, 1);
    checkpoint.trainer(backend).fit(m, others, terms);
    assertEquals(
        List.of("step 1 of 1, 3 in all"),
        recorder.calls.stream().filter(c -> c.startsWith("step")).toList());
  }

  @Test
  void otherClassesAreRefusedInAnyCase() {
    Dataset others = points(List.of("left", "right"), 0, 1, 0, 1);
    String message =
        assertThrows(ModelFormatException.class, () -> resumed(others, true)).getMessage();
    assertTrue(message.contains("data.classes[0]"), message);
  }

  @Test
  void theSameDataEndsInTheSameBitsWhetherOthersAreAllowedOrNot() {
    Model strict = resumed(Small.points(10), false);
    assertTrue(strict.weights().sameBits(resumed(Small.points(10), true).weights()));
    Model whole = Small.model();
    Small.trainer(backend).fit(whole, Small.points(10), Small.terms(3));
    assertTrue(whole.weights().sameBits(strict.weights()));
  }
}
