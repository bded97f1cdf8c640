package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.constrain.Constraint;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.Adagrad;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.nn.optim.WeightAverage;
import dev.imbrex.nn.regularize.Regularizer;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training with an average of the weights, with constraints, penalties and shaped losses. */
class WeightAverageFitTest {
  private static final double DECAY = 0.75;

  @TempDir Path dir;
  private final InterpretedBackend backend = new InterpretedBackend();

  @AfterEach
  void everythingOnTheDeviceIsFreed() {
    assertEquals(0, backend.openHandles());
    backend.close();
  }

  private static Model limited() {
    return Sequential.of(
        Input.of(2),
        Dense.of(3)
            .named("hidden")
            .kernelConstraint(Constraint.maxNorm(1))
            .biasConstraint(Constraint.NON_NEG)
            .activityRegularizer(Regularizer.l2(0.01)),
        Dense.of(2).named("out").kernelConstraint(Constraint.unitNorm()));
  }

  private Trainer trainer() {
    return Trainer.on(backend)
        .optimizer(WeightAverage.of(Adagrad.of(0.1), DECAY))
        .loss(
            Loss.SPARSE_CATEGORICAL_CROSSENTROPY
                .labelSmoothing(0.1)
                .classWeights(List.of(1.0, 2.0)))
        .metrics(Metric.ACCURACY, Metric.topK(1));
  }

  /** The weights after each step are those without an average; the average is the formula. */
  @Test
  void theModelEndsWithTheAverageOfAllSteps() {
    List<HostTensor> after = new ArrayList<>();
    for (int epochs = 1; epochs <= 3; epochs++) {
      Model m = Small.model();
      Small.trainer(backend)
          .optimizer(SGD.of(0.5))
          .fit(m, Small.points(4), Small.terms(epochs).validation(Small.points(9)));
      after.add(m.weights());
    }
    Model averaged = Small.model();
    Small.trainer(backend)
        .optimizer(WeightAverage.of(SGD.of(0.5), DECAY))
        .fit(averaged, Small.points(4), Small.terms(3));
    for (int i = 0; i < averaged.weights().shape().intSize(); i++) {
      double a = after.get(0).get(i);
      a = DECAY * a + (1 - DECAY) * after.get(1).get(i);
      a = DECAY * a + (1 - DECAY) * after.get(2).get(i);
      assertEquals(a, averaged.weights().get(i), 1e-6);
    }
    assertFalse(averaged.weights().sameBits(after.get(2)));
  }

  @Test
  void validationAndCheckpointsSeeTheAverage() {
    Model m = limited();
    Dataset other = Small.points(9);
    History h =
        trainer()
            .fit(
                m,
                Small.points(10),
                Small.terms(2)
                    .validation(other)
                    .callbacks(Checkpoints.in(dir).best(Monitor.of("val_loss"))));
    double judged = trainer().evaluate(m, other, 4).get("loss");
    assertEquals(judged, h.last().figures().get("val_loss"), 1e-6);
    Checkpoint last = Checkpoint.read(dir.resolve("last"));
    assertTrue(m.weights().sameBits(last.model().weights()));
    assertFalse(last.state().snapshot().weights.sameBits(last.model().weights()));
  }

  @Test
  void aResumedTrainingEndsInTheSameBits() {
    Model whole = limited();
    trainer().fit(whole, Small.points(10), Small.terms(4));
    trainer().fit(limited(), Small.points(10), Small.terms(2).callbacks(Checkpoints.in(dir)));
    Checkpoint c = Checkpoint.read(dir.resolve("last"));
    Model resumed = c.model();
    c.trainer(backend).fit(resumed, Small.points(10), Small.terms(4).resume(c));
    assertTrue(whole.weights().sameBits(resumed.weights()));
  }

  @Test
  void trainingWithoutAnAverageDoesNotResumeOneThatHasOne() {
    trainer().fit(limited(), Small.points(10), Small.terms(1).callbacks(Checkpoints.in(dir)));
    Checkpoint c = Checkpoint.read(dir.resolve("last"));
    Trainer without = trainer().optimizer(Adagrad.of(0.1));
    Fit terms = Small.terms(2).resume(c);
    assertThrows(ModelFormatException.class, () -> without.fit(c.model(), Small.points(10), terms));
  }

  @Test
  void nothingTrainedLeavesTheModelAsItWas() {
    Model m = limited();
    m.initialize(4);
    HostTensor before = m.weights().copy();
    trainer().fit(m, Small.points(10), Small.terms(0));
    assertTrue(before.sameBits(m.weights()));
  }

  @Test
  void weightsMeetTheirConstraintsAfterTraining() {
    Model m = limited();
    trainer().optimizer(SGD.of(0.5)).fit(m, Small.points(10), Small.terms(3));
    HostTensor kernel = m.parameter("out/kernel");
    for (int unit = 0; unit < 2; unit++) {
      double squares = 0;
      for (int i = 0; i < 3; i++) {
        squares += kernel.get(2 * i + unit) * kernel.get(2 * i + unit);
      }
      assertEquals(1, squares, 1e-5);
    }
    HostTensor bias = m.parameter("hidden/bias");
    for (int i = 0; i < 3; i++) {
      assertTrue(bias.get(i) >= 0);
    }
  }

  @Test
  void theBestWeightsOfEarlyStoppingAreTheAverage() {
    Model m = limited();
    trainer()
        .fit(
            m,
            Small.points(10),
            Small.terms(3)
                .callbacks(
                    EarlyStopping.of(Monitor.of("loss"), 9).restoreBest(),
                    Checkpoints.in(dir).best(Monitor.of("loss"))));
    assertTrue(m.weights().sameBits(Checkpoint.read(dir.resolve("best")).model().weights()));
  }
}
