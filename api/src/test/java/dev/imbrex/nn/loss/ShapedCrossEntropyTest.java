package dev.imbrex.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Emitted;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapedCrossEntropyTest {
  private static final Loss SPARSE = Loss.SPARSE_CATEGORICAL_CROSSENTROPY;
  private static final Loss ONE_HOT = Loss.CATEGORICAL_CROSSENTROPY;
  private static final HostTensor LOGITS = HostTensor.ofDoubles(Shape.of(2, 3), 0, 0, 0, 1, 2, 3);
  private static final HostTensor LABELS = HostTensor.ofInts(Shape.of(2), 1, 2);
  private static final HostTensor ROWS = HostTensor.ofDoubles(Shape.of(2, 3), 0, 1, 0, 0, 0, 1);

  private static double of(Loss loss, HostTensor logits, HostTensor labels) {
    assertEquals(labels.type(), loss.labels(logits.type()));
    return Emitted.run((b, v) -> List.of(loss.emit(b, v.get(0), v.get(1))), logits, labels)
        .get(0)[0];
  }

  private static double logSum() {
    return Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3));
  }

  /** Targets (0.1, 0.8, 0.1) and (0.1, 0.1, 0.8), with log probabilities -log 3 and z - logSum. */
  @Test
  void smoothingSpreadsAShareOfEachLabelOverAllClasses() {
    double second = logSum() - (0.1 + 0.2 + 2.4);
    double expected = (Math.log(3) + second) / 2;
    assertEquals(expected, of(SPARSE.labelSmoothing(0.3), LOGITS, LABELS), 1e-14);
    assertEquals(expected, of(ONE_HOT.labelSmoothing(0.3), LOGITS, ROWS), 1e-14);
  }

  /** The sum of weights is 0.5 + 4, but what divides is the number of examples. */
  @Test
  void weightedLossesAreDividedByTheNumberOfExamples() {
    double expected = (0.5 * Math.log(3) + 4 * (logSum() - 3)) / 2;
    List<Double> weights = List.of(9.0, 0.5, 4.0);
    assertEquals(expected, of(SPARSE.classWeights(weights), LOGITS, LABELS), 1e-14);
    assertEquals(expected, of(ONE_HOT.classWeights(weights), LOGITS, ROWS), 1e-14);
  }

  @Test
  void smoothingAndWeightsGoTogether() {
    double second = logSum() - (0.1 + 0.2 + 2.4);
    double expected = (0.5 * Math.log(3) + 4 * second) / 2;
    Loss loss = SPARSE.classWeights(List.of(9.0, 0.5, 4.0)).labelSmoothing(0.3);
    assertEquals(expected, of(loss, LOGITS, LABELS), 1e-14);
    assertEquals(loss, SPARSE.labelSmoothing(0.3).classWeights(List.of(9.0, 0.5, 4.0)));
  }

  @Test
  void everyPixelCountsByItsOwnClass() {
    HostTensor logits = LOGITS.reshape(Shape.of(1, 2, 3));
    HostTensor labels = LABELS.reshape(Shape.of(1, 2));
    Loss loss = SPARSE.labelSmoothing(0.3).classWeights(List.of(9.0, 0.5, 4.0));
    assertEquals(of(loss, LOGITS, LABELS), of(loss, logits, labels), 1e-15);
  }

  @Test
  void aLabelThatIsNoClassIsNotANumber() {
    HostTensor wrong = HostTensor.ofInts(Shape.of(2), 1, 3);
    assertTrue(Double.isNaN(of(SPARSE.labelSmoothing(0.1), LOGITS, wrong)));
  }

  @Test
  void weightsCountInTrainingOnly() {
    Loss both = SPARSE.classWeights(List.of(1.0, 2.0, 3.0)).labelSmoothing(0.1);
    assertEquals(SPARSE.labelSmoothing(0.1), both.judging());
    assertSame(SPARSE, SPARSE.classWeights(List.of(1.0, 2.0)).judging());
    assertSame(SPARSE, SPARSE.judging());
  }

  @Test
  void mapsMakeTheSameLossAgain() {
    for (Loss l : List.of(SPARSE, ONE_HOT)) {
      Loss smooth = l.labelSmoothing(0.1);
      Loss weighted = l.classWeights(List.of(1.0, 2.5));
      for (Loss each : List.of(smooth, weighted, smooth.classWeights(List.of(1.0, 2.0)))) {
        assertEquals(each, Losses.fromConfig(each.config()));
      }
    }
    Map<String, Object> odd = Loss.MEAN_SQUARED_ERROR.config();
    odd.put("label_smoothing", 0.1);
    assertThrows(ModelFormatException.class, () -> Losses.fromConfig(odd));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    for (double share : new double[] {-0.1, 1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> SPARSE.labelSmoothing(share));
    }
    assertThrows(IllegalArgumentException.class, () -> SPARSE.classWeights(List.of(1.0, -1.0)));
    assertThrows(
        IllegalArgumentException.class, () -> Loss.BINARY_CROSSENTROPY.labelSmoothing(0.1));
    assertThrows(
        IllegalArgumentException.class,
        () -> Loss.MEAN_SQUARED_ERROR.classWeights(List.of(1.0, 2.0)));
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> SPARSE.classWeights(List.of(1.0, 2.0)).labels(TensorType.f32(4, 3)));
    assertTrue(e.getMessage().contains("2 classes"), e.getMessage());
  }
}
