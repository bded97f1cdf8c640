package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.ShapeException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes that count differently by the terms of a training. */
class ClassWeightsTest {
  private static final List<Double> WEIGHTS = List.of(0.5, 4.0);
  private static final Loss PLAIN = Loss.SPARSE_CATEGORICAL_CROSSENTROPY;

  @TempDir Path dir;
  private final InterpretedBackend backend = new InterpretedBackend();
  private final Dataset data = Small.points(10);

  @AfterEach
  void everythingOnTheDeviceIsFreed() {
    assertEquals(0, backend.openHandles());
    backend.close();
  }

  private HostTensor trained(Loss loss, Fit terms) {
    Model m = Small.model();
    Small.trainer(backend).loss(loss).fit(m, data, terms);
    return m.weights();
  }

  @Test
  void theyTrainToTheBitsOfThoseOnTheLossAndTakeTheirPlace() {
    HostTensor onTheLoss = trained(PLAIN.classWeights(WEIGHTS), Small.terms(2));
    Fit terms = Small.terms(2).classWeights(WEIGHTS);
    assertTrue(onTheLoss.sameBits(trained(PLAIN, terms)));
    assertTrue(onTheLoss.sameBits(trained(PLAIN.classWeights(List.of(9.0, 1.0)), terms)));
    assertTrue(
        onTheLoss.sameBits(
            trained(PLAIN.classWeights(WEIGHTS), Small.terms(2).classWeights(List.of()))));
    assertFalse(onTheLoss.sameBits(trained(PLAIN, Small.terms(2))));
  }

  /** One step on all points: its loss is that of the model before, which predict gives. */
  @Test
  void theWeightedSumIsDividedByTheNumberOfExamplesAndValidationIsNotWeighted() {
    Model m = Small.model();
    m.initialize(3);
    HostTensor before = Small.trainer(backend).predict(m, data);
    double weighted = crossEntropy(before, true);
    Fit all = Fit.epochs(1).batchSize(10).seed(3).classWeights(WEIGHTS).validation(data);
    History h = Small.trainer(backend).fit(m, data, all);
    assertEquals(weighted, h.last().figures().get("loss"), 1e-6);
    double plain = crossEntropy(Small.trainer(backend).predict(m, data), false);
    assertEquals(plain, h.last().figures().get("val_loss"), 1e-6);
  }

  private double crossEntropy(HostTensor probabilities, boolean weighted) {
    double sum = 0;
    for (int i = 0; i < data.size(); i++) {
      double each = -Math.log(probabilities.get(2 * i + data.label(i)));
      sum += weighted ? WEIGHTS.get(data.label(i)) * each : each;
    }
    return sum / data.size();
  }

  @Test
  void aCheckpointKeepsThemSoThatAResumedTrainingEndsInTheSameBits() {
    HostTensor whole = trained(PLAIN, Small.terms(4).classWeights(WEIGHTS));
    trained(PLAIN, Small.terms(2).classWeights(WEIGHTS).callbacks(Checkpoints.in(dir)));
    Checkpoint c = Checkpoint.read(dir.resolve("last"));
    Model byCheckpoint = c.model();
    c.trainer(backend).fit(byCheckpoint, data, Small.terms(4).resume(c));
    assertTrue(whole.sameBits(byCheckpoint.weights()));
    Model byTerms = Checkpoint.read(dir.resolve("last")).model();
    Small.trainer(backend).fit(byTerms, data, Small.terms(4).classWeights(WEIGHTS).resume(c));
    assertTrue(whole.sameBits(byTerms.weights()));
    Fit others = Small.terms(4).classWeights(List.of(1.0, 1.0)).resume(c);
    Trainer t = Small.trainer(backend);
    assertThrows(ModelFormatException.class, () -> t.fit(c.model(), data, others));
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeTheFirstStep() {
    assertThrows(
        ShapeException.class,
        () -> trained(PLAIN, Small.terms(1).classWeights(List.of(1.0, 1.0, 1.0))));
    assertThrows(
        IllegalArgumentException.class,
        () -> trained(PLAIN, Small.terms(1).classWeights(List.of(1.0, -1.0))));
    assertThrows(
        IllegalArgumentException.class,
        () -> trained(Loss.MEAN_SQUARED_ERROR, Small.terms(1).classWeights(WEIGHTS)));
  }
}
