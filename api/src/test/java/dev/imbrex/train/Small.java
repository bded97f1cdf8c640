package dev.imbrex.train;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A training of a few numbers, for tests of what happens between steps. */
final class Small {
  private Small() {}

  /** Points with two coordinates: class 1 where the first is the greater. */
  static Dataset points(int size) {
    float[] features = new float[2 * size];
    int[] labels = new int[size];
    Draws draws = new Draws(7, Draws.SPLIT);
    for (int i = 0; i < size; i++) {
      features[2 * i] = draws.uniform();
      features[2 * i + 1] = draws.uniform();
      labels[i] = features[2 * i] > features[2 * i + 1] ? 1 : 0;
    }
    return Dataset.of("points", Shape.of(2), Dataset.numberedClasses(2), features, labels);
  }

  static Model model() {
    return Sequential.of(Input.of(2), Dense.of(3).named("hidden"), Dense.of(2).named("out"));
  }

  static Trainer trainer(Backend backend) {
    return Trainer.on(backend)
        .optimizer(SGD.of(0.5).momentum(0.5))
        .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
        .metrics(Metric.ACCURACY);
  }

  /** Batches of 4 from 10 points: 3 steps an epoch. */
  static Fit terms(int epochs) {
    return Fit.epochs(epochs).batchSize(4).seed(3);
  }

  /** An epoch with one figure. */
  static History.Epoch epoch(int number, String name, double figure) {
    return new History.Epoch(number, Map.of(name, figure), 0.1, 1, 1);
  }

  /** A callback that writes down what is called. */
  static final class Recorder implements Callback {
    final List<String> calls = new ArrayList<>();

    @Override
    public void onTrainBegin(Training t) {
      calls.add("train begins");
    }

    @Override
    public void onEpochBegin(Training t) {
      calls.add("epoch " + t.epoch() + " begins at step " + t.step());
    }

    @Override
    public void onStepEnd(Training t) {
      calls.add(
          "step " + t.step() + " of " + t.stepsPerEpoch() + ", " + t.totalSteps() + " in all");
    }

    @Override
    public void onEpochEnd(Training t, History.Epoch e) {
      calls.add("epoch " + e.number() + " ends with " + e.figures().keySet());
    }

    @Override
    public void onTrainEnd(Training t, History h) {
      calls.add("train ends " + h.end().kind());
    }
  }
}
