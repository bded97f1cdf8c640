package dev.imbrex.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

class LossTest {
  private static final Shape TWO_BY_THREE = Shape.of(2, 3);

  private static double of(Loss loss, HostTensor outputs, HostTensor labels) {
    assertEquals(labels.type(), loss.labels(outputs.type()));
    return Emitted.run((b, v) -> List.of(loss.emit(b, v.get(0), v.get(1))), outputs, labels)
        .get(0)[0];
  }

  private static HostTensor outputs(double... v) {
    return HostTensor.ofDoubles(TWO_BY_THREE, v);
  }

  /** log(e^0 + e^0 + e^0) = log 3 and log(e^1 + e^2 + e^3) - 3. */
  private static final double EXPECTED =
      (Math.log(3) + Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 3) / 2;

  @Test
  void sparseCategoricalCrossEntropyIsMinusTheLogOfTheLabelsProbability() {
    HostTensor labels = HostTensor.ofInts(Shape.of(2), 1, 2);
    assertEquals(
        EXPECTED,
        of(Loss.SPARSE_CATEGORICAL_CROSSENTROPY, outputs(0, 0, 0, 1, 2, 3), labels),
        1e-15);
  }

  @Test
  void oneHotLabelsGiveTheSame() {
    assertEquals(
        EXPECTED,
        of(Loss.CATEGORICAL_CROSSENTROPY, outputs(0, 0, 0, 1, 2, 3), outputs(0, 1, 0, 0, 0, 1)),
        1e-15);
  }

  @Test
  void crossEntropyOfHugeLogitsIsFinite() {
    HostTensor labels = HostTensor.ofInts(Shape.of(2), 0, 1);
    assertEquals(
        1000,
        of(Loss.SPARSE_CATEGORICAL_CROSSENTROPY, outputs(0, 1000, 0, 0, -1000, -900), labels));
  }

  @Test
  void sparseLabelsMayHaveMoreAxes() {
    HostTensor outputs = outputs(0, 0, 0, 1, 2, 3).reshape(Shape.of(1, 2, 3));
    HostTensor labels = HostTensor.ofInts(Shape.of(1, 2), 1, 2);
    assertEquals(EXPECTED, of(Loss.SPARSE_CATEGORICAL_CROSSENTROPY, outputs, labels), 1e-15);
  }

  @Test
  void binaryCrossEntropyIsTheMeanOverAllOutputs() {
    double p = 1 / (1 + Math.exp(-2));
    HostTensor outputs = HostTensor.ofDoubles(Shape.of(2, 1), 0, 2);
    HostTensor labels = HostTensor.ofDoubles(Shape.of(2, 1), 1, 0);
    assertEquals(
        (Math.log(2) - Math.log(1 - p)) / 2, of(Loss.BINARY_CROSSENTROPY, outputs, labels), 1e-15);
  }

  @Test
  void errorsAreMeansOverAllOutputs() {
    HostTensor outputs = outputs(1, 2, 3, 4, 5, 6);
    HostTensor targets = outputs(1, 1, 1, 4, 7, 2);
    assertEquals((1 + 4 + 4 + 16) / 6.0, of(Loss.MEAN_SQUARED_ERROR, outputs, targets), 1e-15);
    assertEquals((1 + 2 + 2 + 4) / 6.0, of(Loss.MEAN_ABSOLUTE_ERROR, outputs, targets), 1e-15);
  }

  @Test
  void outputsWithoutClassesAreRefused() {
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> Loss.SPARSE_CATEGORICAL_CROSSENTROPY.labels(TensorType.f32(8)));
    assertTrue(e.getMessage().contains("[8]"), e.getMessage());
  }

  @Test
  void mapsMakeTheSameLossAgain() {
    for (Loss l : StandardLoss.values()) {
      assertEquals(l, Losses.fromConfig(l.config()));
    }
    assertThrows(ModelFormatException.class, () -> Losses.fromConfig(Map.of("type", "hinge")));
  }
}
