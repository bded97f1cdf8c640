package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.nn.optim.Schedule;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitTest {
  private final InterpretedBackend backend = new InterpretedBackend();

  @AfterEach
  void everythingOnTheDeviceIsFreed() {
    assertEquals(0, backend.openHandles());
    backend.close();
  }

  @Test
  void callbacksAreCalledInOrder() {
    Small.Recorder r = new Small.Recorder();
    Small.trainer(backend)
        .fit(
            Small.model(),
            Small.points(6),
            Small.terms(2).validation(Small.points(5)).callbacks(r));
    String end = " ends with [loss, accuracy, val_loss, val_accuracy]";
    assertEquals(
        List.of(
            "train begins",
            "epoch 1 begins at step 0",
            "step 1 of 2, 1 in all",
            "step 2 of 2, 2 in all",
            "epoch 1" + end,
            "epoch 2 begins at step 0",
            "step 1 of 2, 3 in all",
            "step 2 of 2, 4 in all",
            "epoch 2" + end,
            "train ends COMPLETE"),
        r.calls);
  }

  /** The formula by hand: one step of gradient descent on one example. */
  @Test
  void aStepIsTheFormula() {
    Model model = Sequential.of(Input.of(1), Dense.of(1).named("d"));
    model.parameter("d/kernel").set(0, 2);
    Dataset one =
        Dataset.of("one", Shape.of(1), List.of("no", "yes"), new float[] {3}, new int[] {1});
    Trainer trainer = Trainer.on(backend).optimizer(SGD.of(0.25)).loss(Loss.MEAN_SQUARED_ERROR);
    History h = trainer.fit(model, one, Fit.epochs(1));
    // Output 6, target 1: loss 25, gradient 2 (6 - 1) 3 = 30 and 2 (6 - 1) = 10.
    assertEquals(25, h.last().figures().get("loss"));
    assertEquals(2 - 0.25 * 30, model.parameter("d/kernel").get(0));
    assertEquals(-0.25 * 10, model.parameter("d/bias").get(0));
  }

  @Test
  void theSmallerLastBatchIsWeighedByItsSize() {
    Model model = Small.model();
    Trainer still = Small.trainer(backend).optimizer(SGD.of(1e-30));
    double loss = still.fit(model, Small.points(10), Small.terms(1)).last().figures().get("loss");
    assertEquals(still.evaluate(model, Small.points(10), 10).get("loss"), loss, 1e-6);
    assertEquals(still.evaluate(model, Small.points(10), 3).get("loss"), loss, 1e-6);
  }

  @Test
  void oneHotAndBinaryLabelsComeFromClasses() {
    Model two = Small.model();
    two.initialize(1);
    double expected = Small.trainer(backend).evaluate(two, Small.points(9)).get("loss");
    Trainer oneHot = Small.trainer(backend).loss(Loss.CATEGORICAL_CROSSENTROPY);
    assertEquals(expected, oneHot.evaluate(two, Small.points(9)).get("loss"), 1e-6);
    Model one = Sequential.of(Input.of(2), Dense.of(1));
    Trainer binary = Small.trainer(backend).loss(Loss.BINARY_CROSSENTROPY);
    History h = binary.fit(one, Small.points(20), Small.terms(40));
    assertTrue(h.last().figures().get("accuracy") >= 0.9, h.last().toString());
    HostTensor p = binary.predict(one, Small.points(20), 8);
    for (int i = 0; i < 20; i++) {
      assertTrue(p.get(i) > 0 && p.get(i) < 1, "probabilities");
    }
  }

  @Test
  void theLearningRateFollowsTheScheduleStepByStep() {
    List<Double> rates = new ArrayList<>();
    Callback c =
        new Callback() {
          @Override
          public void onStepEnd(Training t) {
            rates.add(t.learningRate());
          }
        };
    Small.trainer(backend)
        .optimizer(SGD.of(Schedule.step(0.8, 2, 0.5)))
        .fit(Small.model(), Small.points(10), Small.terms(2).callbacks(c));
    assertEquals(List.of(0.8, 0.8, 0.4, 0.4, 0.2, 0.2), rates);
  }

  @Test
  void averagesCanBeAskedForAtAnyStepAndChangeNothing() {
    List<Double> seen = new ArrayList<>();
    Callback c =
        new Callback() {
          @Override
          public void onStepEnd(Training t) {
            seen.add(t.averages().get("loss"));
          }
        };
    Model asked = Small.model();
    Model not = Small.model();
    Trainer trainer = Small.trainer(backend);
    History a = trainer.fit(asked, Small.points(10), Small.terms(2).callbacks(c));
    History b = trainer.fit(not, Small.points(10), Small.terms(2));
    assertTrue(asked.weights().sameBits(not.weights()));
    assertEquals(b.last().figures(), a.last().figures());
    assertEquals(a.last().figures().get("loss"), seen.get(5));
  }

  @Test
  void anErrorBringsTheWeightsBack() {
    Model model = Small.model();
    model.initialize(3);
    HostTensor before = model.weights().copy();
    RuntimeException error = new IllegalStateException("Broken.");
    Dataset broken =
        new DatasetView(Small.points(10)) {
          private int reads;

          @Override
          public void read(int index, float[] dst, int offset) {
            // Two for the settings, then two epochs, then the first batch of the third.
            if (++reads == 2 + 23) {
              throw error;
            }
            super.read(index, dst, offset);
          }
        };
    Trainer trainer = Small.trainer(backend);
    assertSame(
        error,
        assertThrows(
            IllegalStateException.class, () -> trainer.fit(model, broken, Small.terms(9))));
    Model twoEpochs = Small.model();
    trainer.fit(twoEpochs, Small.points(10), Small.terms(2));
    assertFalse(before.sameBits(model.weights()));
    assertTrue(twoEpochs.weights().sameBits(model.weights()), "those of the last step");
  }

  @Test
  void anInterruptedThreadStopsAndStaysInterrupted() {
    Model model = Small.model();
    Callback c =
        new Callback() {
          @Override
          public void onStepEnd(Training t) {
            if (t.totalSteps() == 4) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Trainer trainer = Small.trainer(backend);
    History h = trainer.fit(model, Small.points(10), Small.terms(9).callbacks(c));
    assertTrue(Thread.interrupted(), "the interrupt is kept");
    assertEquals(History.Kind.INTERRUPTED, h.end().kind());
    assertEquals(1, h.epochs().size());
    assertEquals("Interrupted in epoch 2 after 1 of 3 steps.", h.end().reason());
  }

  @Test
  void anInterruptDuringValidationStopsAndTheCheckpointIsWritten(@TempDir Path dir) {
    Thread thread = Thread.currentThread();
    Dataset interrupting =
        Small.points(10)
            .map(
                (f, at, n) -> {
                  thread.interrupt();
                });
    Fit terms = Small.terms(9).validation(interrupting).callbacks(Checkpoints.in(dir));
    History h = Small.trainer(backend).fit(Small.model(), Small.points(10), terms);
    assertTrue(Thread.interrupted(), "the interrupt is kept");
    assertEquals("Interrupted in epoch 1 after 3 of 3 steps.", h.end().reason());
    assertEquals(3, Checkpoint.read(dir.resolve("last")).totalSteps());
  }

  @Test
  void aStopThatWasAskedForBeforeIsHeardAndThenForgotten() {
    Trainer trainer = Small.trainer(backend);
    trainer.requestStop();
    Fit terms = Small.terms(1);
    assertEquals(
        History.Kind.INTERRUPTED, trainer.fit(Small.model(), Small.points(10), terms).end().kind());
    assertEquals(
        History.Kind.COMPLETE, trainer.fit(Small.model(), Small.points(10), terms).end().kind());
  }

  @Test
  void anInterruptedEvaluationSaysSo() {
    Thread.currentThread().interrupt();
    assertThrows(
        CancellationException.class,
        () -> Small.trainer(backend).evaluate(Small.model(), Small.points(10)));
    assertTrue(Thread.interrupted());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Trainer trainer = Small.trainer(backend);
    Fit terms = Small.terms(1);
    Dataset wide = Small.points(10).map((f, at, n) -> {}).reshape(Shape.of(2, 1));
    Model model = Small.model();
    String shape =
        assertThrows(ShapeException.class, () -> trainer.fit(model, wide, terms)).getMessage();
    assertTrue(shape.contains("[2]") && shape.contains("[2, 1]"), shape);
    Model one = Sequential.of(Input.of(2), Dense.of(1));
    String classes =
        assertThrows(ShapeException.class, () -> trainer.fit(one, Small.points(10), terms))
            .getMessage();
    assertTrue(classes.contains("2 classes") && classes.contains("2 units"), classes);
    assertThrows(
        IllegalStateException.class, () -> Trainer.on(backend).fit(model, Small.points(10), terms));
    assertThrows(IllegalArgumentException.class, () -> Fit.epochs(-1));
    assertThrows(IllegalArgumentException.class, () -> Fit.epochs(1).batchSize(0));
  }

  @Test
  void noEpochsChangeNothing() {
    Model model = Small.model();
    model.initialize(3);
    HostTensor before = model.weights().copy();
    History h = Small.trainer(backend).fit(model, Small.points(10), Small.terms(0));
    assertTrue(before.sameBits(model.weights()));
    assertEquals(List.of(), h.epochs());
    assertThrows(IllegalStateException.class, h::last);
  }

  @Test
  void metricsAreAveragesOverAllExamples() {
    Model model = Small.model();
    Trainer trainer = Small.trainer(backend).metrics(Metric.ACCURACY, Metric.topK(2));
    assertEquals(1.0, trainer.evaluate(model, Small.points(10), 4).get("top2_accuracy"));
  }
}
