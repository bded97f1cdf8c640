package dev.imbrex.train;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.activation.ActivationFunction;
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
import dev.imbrex.nn.optim.Schedule;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.Shape;

/** A training small enough for the reference backend that has a bit of everything. */
final class Tiny {
  static final Shape SHAPE = Shape.of(6, 6, 1);

  private Tiny() {}

  /** Pictures of three classes: noise, with a bright row at a place that depends on the class. */
  static Dataset pictures(String name, int size, long seed) {
    float[] features = new float[size * SHAPE.intSize()];
    int[] labels = new int[size];
    Draws draws = new Draws(seed, Draws.SPLIT);
    for (int i = 0; i < size; i++) {
      labels[i] = i % 3;
      for (int j = 0; j < 36; j++) {
        boolean bright = j / 6 == 2 * labels[i];
        features[i * 36 + j] = draws.uniform() + (bright ? 1 : 0) - 0.5f;
      }
    }
    return Dataset.of(name, SHAPE, Dataset.numberedClasses(3), features, labels);
  }

  static Dataset training() {
    return pictures("tiny training", 14, 1)
        .augmented(Augmentation.flip())
        .augmented(Augmentation.shift(1));
  }

  static Dataset validation() {
    return pictures("tiny validation", 7, 2);
  }

  static Model model() {
    return Sequential.of(
        Input.of(6, 6, 1),
        Conv2D.of(3, 3),
        BatchNorm.of().momentum(0.9),
        dev.imbrex.nn.layers.Activation.of(ActivationFunction.RELU),
        MaxPool2D.of(2),
        Flatten.of(),
        Dropout.of(0.25),
        Dense.of(3));
  }

  static Trainer trainer(Backend backend) {
    return Trainer.on(backend)
        .optimizer(Adam.of(Schedule.exponential(0.02, 10, 0.9)))
        .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
        .metrics(Metric.ACCURACY);
  }

  /** Batches of 4 from 14 examples: 4 steps an epoch, the last with 2 examples. */
  static Fit terms(int epochs) {
    return Fit.epochs(epochs).batchSize(4).seed(5).validation(validation());
  }
}
