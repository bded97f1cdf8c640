package dev.imbrex.cli;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.backend.Backends;
import dev.imbrex.nn.Layer;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Activation;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.op.Padding;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Callback;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Fit;
import dev.imbrex.train.Trainer;
import dev.imbrex.train.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is computed again is what it was: the same bits, with less memory, as it was planned. */
class RecomputeTest {
  private static final int PICTURES = 24;

  /** Every kind of layer that has something to keep for the backward pass. */
  private static Model model() {
    List<Layer> layers = new ArrayList<>(List.of(Input.of(16, 16, 3)));
    for (int i = 0; i < 6; i++) {
      layers.add(Conv2D.of(8, 3).padding(Padding.SAME).useBias(i % 2 == 0));
      layers.add(i % 2 == 0 ? Dropout.of(0.2) : BatchNorm.of().momentum(0.9));
      layers.add(Activation.of(RELU));
      if (i % 3 == 2) {
        layers.add(MaxPool2D.of(2));
      }
    }
    layers.add(Flatten.of());
    layers.add(Dense.of(4));
    return Sequential.of(layers);
  }

  private static Dataset noise() {
    Random r = new Random(1);
    float[] features = new float[PICTURES * 16 * 16 * 3];
    int[] labels = new int[PICTURES];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) r.nextGaussian();
    }
    for (int i = 0; i < PICTURES; i++) {
      labels[i] = r.nextInt(4);
    }
    Shape shape = Shape.of(16, 16, 3);
    return Dataset.of("noise", shape, Dataset.numberedClasses(4), features, labels);
  }

  /** Trains two epochs with a rest; returns the most memory that the device gave. */
  private static long train(String name, Model model, boolean recompute) {
    try (Backend backend = Backends.select(name)) {
      return train(backend, model, recompute);
    }
  }

  private static long train(Backend backend, Model model, boolean recompute) {
    AtomicLong bytes = new AtomicLong();
    Callback look =
        new Callback() {
          @Override
          public void onStepEnd(Training t) {
            bytes.accumulateAndGet(backend.allocatedBytes(), Math::max);
          }
        };
    Trainer trainer =
        Trainer.on(backend)
            .optimizer(Adam.of(1e-3))
            .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
            .metrics(Metric.ACCURACY)
            .recompute(recompute);
    long before = backend.allocatedBytes();
    trainer.fit(model, noise(), Fit.epochs(2).batchSize(16).seed(5).callbacks(look));
    long taken = bytes.get() - before;
    long planned = trainer.trainingMemory(model, 16).total();
    assertTrue(
        Math.abs(taken - planned) <= 0.1 * planned, "took " + taken + ", planned " + planned);
    return taken;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "opencl", "reference"})
  void resultsHaveTheSameBitsAndTakeLessMemory(String name) {
    if (name.equals("opencl")) {
      OpenCl.require();
    }
    Model kept = model();
    Model again = model();
    long all = train(name, kept, false);
    long some = train(name, again, true);
    assertTrue(kept.weights().sameBits(again.weights()), "weights");
    assertTrue(kept.state().sameBits(again.state()), "moving statistics");
    assertTrue(some < all, some + " of " + all + " bytes");
  }
}
