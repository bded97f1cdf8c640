package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.FaultyDisk;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.optim.ReduceOnPlateau;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallbacksTest {
  private final InterpretedBackend backend = new InterpretedBackend();
  @TempDir Path dir;

  @AfterEach
  void everythingOnTheDeviceIsFreed() {
    assertEquals(0, backend.openHandles());
    backend.close();
  }

  private History fit(Model model, int epochs, Callback... callbacks) {
    return Small.trainer(backend)
        .fit(model, Small.points(10), Small.terms(epochs).callbacks(callbacks));
  }

  /** Weights after each epoch, and in place of the loss whatever the test says. */
  private static final class Weights implements Callback {
    final List<HostTensor> afterEpoch = new ArrayList<>();

    @Override
    public void onEpochEnd(Training t, History.Epoch e) {
      afterEpoch.add(t.loop().stepper().snapshot().weights);
    }
  }

  @Test
  void earlyStoppingWaitsAsLongAsItIsPatient() {
    // Steps so small that nothing gets better by more than the difference.
    EarlyStopping stop = EarlyStopping.of(Monitor.of("loss"), 3).minDelta(10);
    History h = fit(Small.model(), 20, stop);
    assertEquals(4, h.epochs().size());
    assertEquals(History.Kind.STOPPED, h.end().kind());
    assertTrue(
        h.end().reason().startsWith("loss has not become better for 3 epochs"), h.end().reason());
  }

  @Test
  void earlyStoppingBringsTheBestWeightsBack() {
    Weights weights = new Weights();
    Model model = Small.model();
    // The greatest loss is that of an early epoch, so the best is not the last.
    EarlyStopping stop = EarlyStopping.of(new Monitor("loss", true), 2).restoreBest();
    History h = fit(model, 20, weights, stop);
    double[] loss = h.values("loss");
    int best = 0;
    for (int i = 0; i < loss.length; i++) {
      best = loss[i] > loss[best] ? i : best;
    }
    assertEquals(loss.length - 3, best);
    assertTrue(model.weights().sameBits(weights.afterEpoch.get(best)));
  }

  @Test
  void aFigureThatIsNotThereIsAnErrorThatListsThoseThatAre() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> fit(Small.model(), 1, EarlyStopping.of(Monitor.of("val_loss"), 1)));
    assertTrue(e.getMessage().contains("[loss, accuracy]"), e.getMessage());
    assertTrue(e.getMessage().contains("validation data"), e.getMessage());
  }

  @Test
  void theRateFallsOnAPlateau() {
    List<Double> rates = new ArrayList<>();
    Callback c =
        new Callback() {
          @Override
          public void onEpochBegin(Training t) {}

          @Override
          public void onEpochEnd(Training t, History.Epoch e) {
            rates.add(e.learningRate());
          }
        };
    Callback plateau =
        ReduceRateOnPlateau.of(Monitor.of("loss"), new ReduceOnPlateau(0.5, 2, 10, 0, 0.2, true));
    fit(Small.model(), 6, c, plateau);
    assertEquals(List.of(0.5, 0.5, 0.5, 0.25, 0.25, 0.2), rates);
  }

  @Test
  void monitorsKnowWhichWayIsBetter() {
    assertTrue(Monitor.of("val_accuracy").better(0.9, 0.8, 0));
    assertTrue(Monitor.of("val_top5_accuracy").better(0.9, 0.8, 0));
    assertFalse(Monitor.of("val_loss").better(0.9, 0.8, 0));
    assertTrue(Monitor.of("loss").better(0.7, 0.8, 0.05));
    assertFalse(Monitor.of("loss").better(0.7, 0.8, 0.2));
    assertTrue(Monitor.of("loss").better(9, Double.NaN, 1));
    assertFalse(Monitor.of("loss").better(Double.NaN, 1, 0));
    assertFalse(Monitor.of("loss").better(Double.NEGATIVE_INFINITY, Double.NaN, 0));
  }

  @Test
  void theTableHasALinePerEpoch() throws IOException {
    Path file = dir.resolve("metrics.csv");
    History h = fit(Small.model(), 3, CsvLog.to(file));
    List<String> lines = Files.readAllLines(file);
    assertEquals("epoch,learning_rate,seconds,images_per_second,loss,accuracy", lines.get(0));
    assertEquals(4, lines.size());
    String[] last = lines.get(3).split(",");
    assertEquals("3", last[0]);
    assertEquals(h.last().figures().get("loss"), Double.parseDouble(last[4]));
    assertEquals(h.last().figures().get("accuracy"), Double.parseDouble(last[5]));
  }

  @Test
  void aTableThatCanNotBeWrittenDoesNotEndTrainingButIsAnErrorAtItsEnd() throws IOException {
    Path folder = dir.resolve("not yet there");
    Small.Recorder r = new Small.Recorder();
    Model model = Small.model();
    UncheckedIOException e =
        assertThrows(
            UncheckedIOException.class,
            () -> fit(model, 3, CsvLog.to(folder.resolve("metrics.csv")), r, Checkpoints.in(dir)));
    assertTrue(e.getMessage().contains("Can not write the table"), e.getMessage());
    assertTrue(r.calls.contains("step 3 of 3, 9 in all"), r.calls::toString);
    assertEquals(3, Checkpoint.read(dir.resolve(Checkpoints.LAST)).epochs().size());
  }

  @Test
  void aTableThatCanBeWrittenAgainHasAllEpochs() throws IOException {
    Path folder = dir.resolve("later there");
    Callback maker =
        new Callback() {
          @Override
          public void onEpochEnd(Training training, History.Epoch epoch) {
            if (epoch.number() == 2) {
              assertTrue(folder.toFile().mkdir());
            }
          }
        };
    fit(Small.model(), 3, CsvLog.to(folder.resolve("metrics.csv")), maker);
    assertEquals(4, Files.readAllLines(folder.resolve("metrics.csv")).size());
  }

  @Test
  void aCallbackThatFailsAtTheEndDoesNotKeepTheLastCheckpointFromBeingWritten() {
    Callback failing =
        new Callback() {
          @Override
          public void onStepEnd(Training training) {
            if (training.totalSteps() == 4) {
              training.stop("Enough.");
            }
          }

          @Override
          public void onTrainEnd(Training training, History history) {
            throw new IllegalStateException("on purpose");
          }
        };
    Model model = Small.model();
    assertThrows(IllegalStateException.class, () -> fit(model, 3, failing, Checkpoints.in(dir)));
    assertEquals(4, Checkpoint.read(dir.resolve(Checkpoints.LAST)).totalSteps());
  }

  @Test
  void theTimeLimitEndsAfterTheStep() {
    AtomicLong clock = new AtomicLong();
    TimeLimit limit = new TimeLimit(Duration.ofSeconds(5), () -> clock.getAndAdd(1_000_000_000L));
    Small.Recorder r = new Small.Recorder();
    History h = fit(Small.model(), 9, limit, r);
    assertEquals(History.Kind.STOPPED, h.end().kind());
    assertEquals("The time limit of 5 seconds has passed.", h.end().reason());
    assertTrue(r.calls.contains("step 2 of 3, 5 in all"));
    assertFalse(r.calls.contains("step 3 of 3, 6 in all"));
  }

  @Test
  void nanInTheDataIsNamed() {
    Dataset data =
        new DatasetView(Small.points(10)) {
          @Override
          public void read(int index, float[] dst, int offset) {
            super.read(index, dst, offset);
            dst[offset] = index == 7 ? Float.NaN : dst[offset];
          }
        };
    Model model = Small.model();
    History h =
        Small.trainer(backend).fit(model, data, Small.terms(5).callbacks(StopOnNaN.every(2)));
    assertEquals(History.Kind.STOPPED, h.end().kind());
    assertTrue(h.end().reason().contains("the examples are not"), h.end().reason());
    assertTrue(Snapshot.isFinite(model.weights()));
  }

  /** A rate so large that the second step overflows, in the loss or before. */
  @Test
  void whereNumbersOverflowIsNamedAndTheWeightsFromBeforeAreKept() {
    for (int interval : new int[] {1, 2, 100}) {
      assertOverflow(interval, 1e12, "the loss is not, but the results of all layers are.");
      assertOverflow(interval, 1e22, "the result of layer out is not.");
    }
  }

  private void assertOverflow(int interval, double rate, String where) {
    Trainer trainer =
        Small.trainer(backend).optimizer(SGD.of(rate)).loss(Loss.MEAN_SQUARED_ERROR).metrics();
    Model before = Small.model();
    Callback afterOne =
        new Callback() {
          @Override
          public void onStepEnd(Training t) {
            t.stop("One step.");
          }
        };
    trainer.fit(before, Small.points(10), Small.terms(1).callbacks(afterOne));
    Model model = Small.model();
    Fit terms = Small.terms(9).callbacks(StopOnNaN.every(interval));
    History h = trainer.fit(model, Small.points(10), terms);
    assertEquals(History.Kind.STOPPED, h.end().kind());
    String reason = h.end().reason();
    assertTrue(reason.contains("in epoch 1, step 2: " + where), interval + ": " + reason);
    assertTrue(before.weights().sameBits(model.weights()), "interval " + interval);
  }

  /** The snapshot is from the end of one epoch and the failure in the next. */
  @Test
  void theSearchGoesOnIntoTheNextEpoch() {
    Callback explosion =
        new Callback() {
          private Training training;

          @Override
          public void onTrainBegin(Training t) {
            training = t;
          }

          @Override
          public double learningRate(double rate) {
            return training.totalSteps() == 4 ? 1e30 : rate;
          }
        };
    Model model = Small.model();
    Fit terms = Small.terms(9).callbacks(explosion, StopOnNaN.create());
    History h = Small.trainer(backend).fit(model, Small.points(10), terms);
    assertEquals(1, h.epochs().size());
    String reason = h.end().reason();
    assertTrue(reason.contains("in epoch 2, step 3: the result of layer out is not"), reason);
    assertTrue(Snapshot.isFinite(model.weights()));
  }

  @Test
  void finiteTrainingIsNotChangedByLooking() {
    Model looked = Small.model();
    Model not = Small.model();
    fit(looked, 3, StopOnNaN.every(1));
    fit(not, 3);
    assertTrue(looked.weights().sameBits(not.weights()));
  }

  @Test
  void theLastTwoAndTheBestAreKept() throws IOException {
    Weights weights = new Weights();
    // With the greatest loss as the best, the best is an early one.
    Checkpoints c = Checkpoints.in(dir).best(new Monitor("loss", true));
    History h = fit(Small.model(), 4, weights, c);
    double[] loss = h.values("loss");
    int best = 0;
    for (int i = 0; i < loss.length; i++) {
      best = loss[i] > loss[best] ? i : best;
    }
    assertTrue(best < 3, Arrays.toString(loss));
    assertTrue(weights.afterEpoch.get(3).sameBits(weightsIn("last")));
    assertTrue(weights.afterEpoch.get(2).sameBits(weightsIn("last.previous")));
    assertTrue(weights.afterEpoch.get(best).sameBits(weightsIn("best")));
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(
          List.of("best", "last", "last.previous"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  private HostTensor weightsIn(String folder) {
    return Model.load(dir.resolve(folder)).weights();
  }

  @Test
  void aFullDiskDoesNotEndTrainingIfALaterCheckpointWorks() {
    FaultyDisk disk = new FaultyDisk(8, false);
    Model model = Small.model();
    Fit terms = Small.terms(3).callbacks(Checkpoints.in(dir));
    History h = Small.trainer(backend).disk(disk).fit(model, Small.points(10), terms);
    assertTrue(disk.failed());
    assertEquals(3, h.epochs().size());
    assertTrue(model.weights().sameBits(weightsIn("last")));
  }

  @Test
  void aDiskThatStaysFullIsAnErrorAtTheEndAndTheModelIsTrained() {
    Model model = Small.model();
    Fit terms = Small.terms(2).callbacks(Checkpoints.in(dir));
    Trainer trainer = Small.trainer(backend).disk(new FaultyDisk(3, true));
    UncheckedIOException e =
        assertThrows(UncheckedIOException.class, () -> trainer.fit(model, Small.points(10), terms));
    assertTrue(e.getMessage().contains("No space left"), e.getMessage());
    Model expected = Small.model();
    fit(expected, 2);
    assertTrue(expected.weights().sameBits(model.weights()));
  }

  @Test
  void aFolderThatIsNoCheckpointIsNotReplaced() throws IOException {
    Files.createDirectories(dir.resolve("last"));
    Files.writeString(dir.resolve("last/thesis.txt"), "precious");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> fit(Small.model(), 1, Checkpoints.in(dir)));
    assertTrue(e.getMessage().contains("is none"), e.getMessage());
    assertEquals("precious", Files.readString(dir.resolve("last/thesis.txt")));
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRefusedWithTheFirstDifference() {
    fit(Small.model(), 2, Checkpoints.in(dir));
    Checkpoint c = Checkpoint.read(dir.resolve("last"));
    Fit terms = c.fit();
    Model wider = Sequential.of(Input.of(2), Dense.of(3).named("hidden"), Dense.of(4).named("out"));
    Trainer trainer = Small.trainer(backend);
    Dataset data = Small.points(10);
    assertRefused(
        "another model: layers[2].units is 2 in the checkpoint, but 4 here",
        () -> trainer.fit(wider, data, terms));
    assertRefused(
        "another training: optimizer.momentum is 0.5 in the checkpoint, but 0.25 here",
        () -> trainer.optimizer(SGD.of(0.5).momentum(0.25)).fit(c.model(), data, terms));
    assertRefused(
        "another training: batch_size is 4 in the checkpoint, but 5 here",
        () -> trainer.fit(c.model(), data, terms.batchSize(5)));
    assertRefused(
        "another training: seed is 3 in the checkpoint, but 4 here",
        () -> trainer.fit(c.model(), data, terms.seed(4)));
    assertRefused(
        "another training: data.size is 10 in the checkpoint, but 9 here",
        () -> trainer.fit(c.model(), data.take(9), terms));
    assertRefused(
        "another training: metrics[0] is {type=accuracy} in the checkpoint, but missing here",
        () -> trainer.metrics().fit(c.model(), data, terms));
    Dataset otherLabels =
        new DatasetView(data) {
          @Override
          public int label(int index) {
            return 1 - super.label(index);
          }
        };
    assertRefused("data.labels_crc32c", () -> trainer.fit(c.model(), otherLabels, terms));
  }

  private static void assertRefused(String difference, Runnable fit) {
    String m = assertThrows(ModelFormatException.class, fit::run).getMessage();
    assertTrue(m.contains(difference), m);
  }

  @Test
  void aResumedTrainingMayHaveMoreEpochsAndOtherCallbacks() {
    Model whole = Small.model();
    fit(whole, 4);
    fit(Small.model(), 2, Checkpoints.in(dir), EarlyStopping.of(Monitor.of("loss"), 3));
    Checkpoint c = Checkpoint.read(dir.resolve("last"));
    Model resumed = c.model();
    History h =
        c.trainer(backend)
            .fit(
                resumed,
                Small.points(10),
                Small.terms(4).resume(c).callbacks(EarlyStopping.of(Monitor.of("loss"), 9)));
    assertEquals(4, h.epochs().size());
    assertTrue(whole.weights().sameBits(resumed.weights()));
    assertEquals(6, c.totalSteps());
    assertEquals(2, c.epochs().size());
  }

  @Test
  void aCheckpointMayBeResumedTwice() {
    fit(Small.model(), 2, Checkpoints.in(dir));
    Checkpoint c = Checkpoint.read(dir.resolve("last"));
    Fit terms = Small.terms(3).resume(c);
    Small.trainer(backend).fit(c.model(), Small.points(10), terms);
    HostTensor once = c.model().weights().copy();
    Small.trainer(backend).fit(c.model(), Small.points(10), terms);
    assertTrue(once.sameBits(c.model().weights()));
  }

  @Test
  void twoCallbacksOfOneNameHaveMemoriesOfTheirOwn() {
    fit(
        Small.model(),
        2,
        EarlyStopping.of(Monitor.of("loss"), 5),
        EarlyStopping.of(Monitor.of("accuracy"), 6),
        Checkpoints.in(dir));
    Map<String, Memory> m = Checkpoint.read(dir.resolve("last")).state().memories();
    assertEquals(
        List.of("EarlyStopping", "EarlyStopping-2", "Checkpoints"), List.copyOf(m.keySet()));
    assertFalse(
        m.get("EarlyStopping")
            .values()
            .get("best")
            .equals(m.get("EarlyStopping-2").values().get("best")));
  }
}
