package dev.imbrex.cli;

import static dev.imbrex.nn.activation.ActivationFunction.SWISH;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.backend.Backends;
import dev.imbrex.data.Digits;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.constrain.Constraint;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.nn.optim.WeightAverage;
import dev.imbrex.nn.regularize.Regularizer;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Fit;
import dev.imbrex.train.History;
import dev.imbrex.train.Trainer;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * With smoothed labels, weights of classes, constraints, a penalty on activity and an average of
 * the weights, a network learns on every backend as it does on the oracle: within a thousandth, as
 * the kit wants it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LearnsAlikeTest {
  private static final double BOUND = 1e-3;
  private static final int EPOCHS = 5;
  private static final int BATCH = 4;
  private static final int PICTURES = 20;

  private final Learnt oracle = learn("reference");

  private record Learnt(double[] losses, History history, HostTensor weights) {}

  private static Model model() {
    return Sequential.of(
        Input.of(28, 28, 1),
        Conv2D.of(4, 5).activation(SWISH).kernelConstraint(Constraint.maxNorm(0.5)),
        MaxPool2D.of(4),
        Flatten.of(),
        Dense.of(16)
            .activation(SWISH)
            .biasConstraint(Constraint.NON_NEG)
            .activityRegularizer(Regularizer.l1l2(0.01, 0.01)),
        Dense.of(10).kernelConstraint(Constraint.unitNorm()));
  }

  private static Learnt learn(String backend) {
    StepLosses each = new StepLosses(EPOCHS * PICTURES / BATCH);
    Model model = model();
    Dataset data = Digits.train().take(PICTURES);
    Fit terms =
        Fit.epochs(EPOCHS)
            .batchSize(BATCH)
            .seed(3)
            .classWeights(IntStream.range(0, 10).mapToObj(k -> 0.5 + 0.25 * k).toList())
            .validation(Digits.test().take(PICTURES))
            .callbacks(each);
    try (Backend b = Backends.select(backend)) {
      History h =
          Trainer.on(b)
              .optimizer(WeightAverage.of(SGD.of(0.05).momentum(0.9), 0.9))
              .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY.labelSmoothing(0.1))
              .metrics(Metric.ACCURACY, Metric.topK(3))
              .fit(model, data, terms);
      return new Learnt(each.losses, h, model.weights());
    }
  }

  private void assertAlike(String backend) {
    Learnt here = learn(backend);
    for (int i = 0; i < oracle.losses.length; i++) {
      double expected = oracle.losses[i];
      assertEquals(expected, here.losses[i], BOUND * expected, "the loss of step " + (i + 1));
    }
    for (int e = 0; e < EPOCHS; e++) {
      Map<String, Double> figures = here.history.epochs().get(e).figures();
      oracle.history.epochs().get(e).figures().forEach((name, v) -> assertAlike(name, v, figures));
    }
    double[] weights = oracle.weights.toDoubles();
    double most = DoubleStream.of(weights).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < weights.length; i++) {
      assertEquals(weights[i], here.weights.get(i), BOUND * most, "the average of weight " + i);
    }
  }

  /** Of shares one picture may differ: what is just right here may be just wrong there. */
  private static void assertAlike(String name, double expected, Map<String, Double> figures) {
    double bound = name.endsWith("accuracy") ? 1.0 / PICTURES + 1e-6 : BOUND * expected;
    assertEquals(expected, figures.get(name), bound, name);
  }

  @Test
  void onTheCpu() {
    assertAlike("cpu");
  }

  @Test
  void onOpenCl() {
    OpenCl.require();
    assertAlike("opencl");
  }
}
