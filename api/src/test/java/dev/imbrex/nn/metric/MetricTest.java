package dev.imbrex.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Emitted;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricTest {
  private static final HostTensor LOGITS =
      HostTensor.ofDoubles(
          Shape.of(4, 3), 0.1, 0.7, 0.2, 0.5, 0.3, 0.2, 0.1, 0.2, 0.7, 0.4, 0.4, 0.2);
  private static final HostTensor LABELS = HostTensor.ofInts(Shape.of(4), 1, 1, 0, 1);
  private static final HostTensor ONE_HOT =
      HostTensor.ofDoubles(Shape.of(4, 3), 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0);

  /** Returns how many predictions are right, having checked how many there are. */
  private static double hits(
      Metric m, HostTensor outputs, HostTensor labels, boolean logits, long count) {
    return Emitted.run(
            (b, v) -> {
              Tally t = m.emit(b, v.get(0), v.get(1), logits);
              assertEquals(count, t.count());
              return List.of(t.sum());
            },
            outputs,
            labels)
        .get(0)[0];
  }

  @Test
  void accuracyCountsGreatestOutputsOfWhichTheFirstWins() {
    assertEquals(1, hits(Metric.SPARSE_CATEGORICAL_ACCURACY, LOGITS, LABELS, true, 4));
    assertEquals(1, hits(Metric.CATEGORICAL_ACCURACY, LOGITS, ONE_HOT, true, 4));
  }

  @Test
  void accuracyGoesByTheLabelsType() {
    assertEquals(1, hits(Metric.ACCURACY, LOGITS, LABELS, true, 4));
    assertEquals(1, hits(Metric.ACCURACY, LOGITS, ONE_HOT, true, 4));
    HostTensor yesNo = HostTensor.ofDoubles(Shape.of(3, 1), -1, 0.4, 2);
    HostTensor truth = HostTensor.ofDoubles(Shape.of(3, 1), 0, 1, 1);
    assertEquals(3, hits(Metric.ACCURACY, yesNo, truth, true, 3));
    assertEquals(2, hits(Metric.ACCURACY, yesNo, truth, false, 3));
  }

  @Test
  void accuracyMayBePerPixel() {
    HostTensor outputs = LOGITS.reshape(Shape.of(2, 2, 3));
    HostTensor labels = LABELS.reshape(Shape.of(2, 2));
    assertEquals(1, hits(Metric.ACCURACY, outputs, labels, true, 4));
    assertEquals(3, hits(Metric.topK(2), outputs, labels, true, 4));
  }

  @Test
  void topKCountsTheRankOfTheLabel() {
    assertEquals(2, hits(Metric.topK(1), LOGITS, LABELS, true, 4));
    assertEquals(3, hits(Metric.topK(2), LOGITS, LABELS, true, 4));
    assertEquals(4, hits(Metric.topK(3), LOGITS, LABELS, true, 4));
    assertEquals(3, hits(Metric.topK(2), LOGITS, ONE_HOT, true, 4));
  }

  @Test
  void outputsThatAreNotNumbersAreNeverAmongTheBest() {
    double nan = Double.NaN;
    HostTensor outputs = HostTensor.ofDoubles(Shape.of(2, 3), nan, nan, nan, 1, nan, 0);
    assertEquals(1, hits(Metric.topK(3), outputs, HostTensor.ofInts(Shape.of(2), 1, 0), true, 2));
  }

  @Test
  void mapsMakeTheSameMetricAgain() {
    for (Metric m : StandardMetric.values()) {
      assertEquals(m, Metrics.fromConfig(m.config()));
    }
    assertEquals(Metric.topK(3), Metrics.fromConfig(Metric.topK(3).config()));
    assertEquals("top5_accuracy", Metric.topK(5).label());
    assertThrows(ModelFormatException.class, () -> Metrics.fromConfig(Map.of("type", "auc")));
    assertThrows(IllegalArgumentException.class, () -> Metric.topK(0));
  }
}
