package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.backend.Backends;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.init.RandomStream;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Fit;
import dev.imbrex.train.History;
import dev.imbrex.train.Trainer;
import dev.imbrex.zoo.Zoo;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The small networks of the zoo predict and learn on every backend as they do on the oracle: on
 * pictures as small as they take, for the oracle takes its time.
 */
class SmallNetworksTest {
  private static final int BATCH = 2;
  private static final int CLASSES = 10;

  /**
   * So little that a step changes results by percents, and not by more than the bound where of two
   * numbers that are nearly the same the other one is the maximum.
   */
  private static final double RATE = 1e-4;

  /** Of the kit, for losses. */
  private static final double BOUND = 1e-3;

  /** What a network predicts, the loss of a step, and what it predicts then. */
  private record Seen(double[] before, double loss, double[] after) {
    static Seen on(String backend, String network, int size) {
      Model model = Zoo.find(network).create(Shape.of(size, size, 3), CLASSES);
      model.initialize(1);
      float[] x = noise(BATCH * model.inputShape().intSize());
      Dataset data =
          Dataset.of(
              "noise", model.inputShape(), Dataset.numberedClasses(CLASSES), x, new int[] {3, 7});
      HostTensor pictures = HostTensor.of(model.inputShape().prepend(BATCH), x);
      try (Backend b = Backends.select(backend)) {
        double[] before = model.predict(b, pictures).toDoubles();
        History h =
            Trainer.on(b)
                .optimizer(SGD.of(RATE))
                .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
                .fit(model, data, Fit.epochs(1).batchSize(BATCH).seed(1));
        double loss = h.last().figures().get("loss");
        return new Seen(before, loss, model.predict(b, pictures).toDoubles());
      }
    }
  }

  private static float[] noise(int size) {
    RandomStream random = new RandomStream(1, 1);
    float[] x = new float[size];
    for (int i = 0; i < size; i++) {
      x[i] = (float) random.normal();
    }
    return x;
  }

  private static double largest(double[] numbers) {
    return Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
  }

  private static void assertAgrees(Seen expected, Seen seen) {
    double scale = largest(expected.before);
    assertArrayEquals(expected.before, seen.before, BOUND / 10 * scale);
    assertEquals(expected.loss, seen.loss, BOUND / 10 * expected.loss);
    assertArrayEquals(expected.after, seen.after, BOUND * scale);
    double[] change = new double[seen.after.length];
    Arrays.setAll(change, i -> seen.after[i] - seen.before[i]);
    assertTrue(largest(change) > 10 * BOUND * scale, "a step changes little");
  }

  @ParameterizedTest
  @CsvSource({"alexnet-small, 16", "googlenet-small, 20", "resnet18-small, 12", "resnet20, 16"})
  void theyPredictAndLearnAsOnTheOracle(String network, int size) {
    Seen oracle = Seen.on("reference", network, size);
    assertAgrees(oracle, Seen.on("cpu", network, size));
    OpenCl.require();
    assertAgrees(oracle, Seen.on("opencl", network, size));
  }
}
