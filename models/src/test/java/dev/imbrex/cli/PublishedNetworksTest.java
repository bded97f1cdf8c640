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
import dev.imbrex.train.Callback;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Fit;
import dev.imbrex.train.Trainer;
import dev.imbrex.train.Training;
import dev.imbrex.zoo.Network;
import dev.imbrex.zoo.Zoo;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every network of a paper predicts and does a step of training at its published size, and its
 * results are the same on all backends and its memory as planned; on the oracle, which takes its
 * time, only predictions of the smaller ones. This takes minutes and gigabytes, so it is left out
 * unless asked for.
 */
@Tag("published")
class PublishedNetworksTest {
  private static final int BATCH = 2;
  private static final double BOUND = 1e-3;

  /** How many products the oracle adds up for one picture at most. */
  private static final double FEASIBLE = 2e9;

  static Stream<String> published() {
    return Zoo.all().stream().filter(n -> n.classes() == 1000).map(Network::name);
  }

  private static float[] noise(Model model) {
    RandomStream random = new RandomStream(1, 1);
    float[] x = new float[BATCH * model.inputShape().intSize()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.normal();
    }
    return x;
  }

  private static double[] predictions(String backend, Model model) {
    try (Backend b = Backends.select(backend)) {
      return model
          .predict(b, HostTensor.of(model.inputShape().prepend(BATCH), noise(model)))
          .toDoubles();
    }
  }

  /** Returns the loss of a step, after which the model is another. */
  private static double step(String backend, Model model) {
    try (Backend b = Backends.select(backend)) {
      return step(b, model);
    }
  }

  private static double step(Backend b, Model model) {
    int classes = model.outputShape().intSize();
    Dataset data =
        Dataset.of(
            "noise",
            model.inputShape(),
            Dataset.numberedClasses(classes),
            noise(model),
            new int[] {3, 7});
    Trainer trainer =
        Trainer.on(b)
            .optimizer(SGD.of(1e-4).momentum(0.9))
            .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY);
    long planned = trainer.trainingMemory(model, BATCH).total();
    AtomicLong taken = new AtomicLong();
    Callback look =
        new Callback() {
          @Override
          public void onStepEnd(Training t) {
            taken.set(t.allocatedBytes());
          }
        };
    double loss =
        trainer
            .fit(model, data, Fit.epochs(1).batchSize(BATCH).seed(1).callbacks(look))
            .last()
            .figures()
            .get("loss");
    assertEquals(planned, taken.get(), 0.1 * planned, "memory on " + b.device().id());
    return loss;
  }

  private static double largest(double[] numbers) {
    return Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("published")
  void theyPredictAndTrain(String network) {
    OpenCl.require();
    Model model = Zoo.find(network).create();
    model.initialize(1);
    Model again = Model.fromConfig(model.config());
    again.initialize(1);
    double[] before = predictions("cpu", model);
    double loss = step("cpu", model);
    double[] after = predictions("cpu", model);
    assertTrue(loss > 0 && loss < Double.POSITIVE_INFINITY, "the loss is " + loss);
    double scale = largest(before);
    assertTrue(scale > 0 && scale < Double.POSITIVE_INFINITY, "predictions up to " + scale);
    if (model.multiplyAdds() < FEASIBLE) {
      assertArrayEquals(predictions("reference", again), before, BOUND * scale);
    }
    assertArrayEquals(before, predictions("opencl", again), BOUND * scale);
    assertEquals(loss, step("opencl", again), BOUND * loss);
    assertArrayEquals(after, predictions("opencl", again), BOUND * largest(after));
  }
}
