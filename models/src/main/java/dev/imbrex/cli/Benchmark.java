package dev.imbrex.cli;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Predictor;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Callback;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Fit;
import dev.imbrex.train.History;
import dev.imbrex.train.Trainer;
import dev.imbrex.train.Training;
import dev.imbrex.zoo.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Measures a network on a device, on pictures of noise.
 *
 * @param nanos how long each measurement and each warm-up takes at least
 */
record Benchmark(Network network, int batch, long nanos) {
  private static final int BATCHES = 8;

  /** How many products a round of training adds up at most, unless it has one batch: seconds. */
  private static final double WORK = 3e11;

  private static final int MOST = 1_000_000;

  /** Rounds of a measurement: fewer say nothing about the spread. */
  private static final int FEWEST = 5;

  /**
   * What was measured.
   *
   * @param rates images per second, sorted
   */
  record Rounds(List<Double> rates) {
    Rounds {
      rates = rates.stream().sorted().toList();
    }

    double median() {
      return rates.get(rates.size() / 2);
    }

    @Override
    public String toString() {
      return text(median())
          + " ("
          + text(rates.get(0))
          + " to "
          + text(rates.get(rates.size() - 1))
          + ")";
    }

    private static String text(double rate) {
      return String.format(Locale.ROOT, rate < 20 ? "%.1f" : "%,.0f", rate);
    }
  }

  /** Measures forward, backward and update with Adam, every batch copied to the device. */
  Rounds training(Backend backend) {
    Model model = network.create();
    Clock clock = new Clock(nanos);
    Trainer.on(backend)
        .optimizer(Adam.of(1e-3))
        .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
        .fit(model, noise(model), Fit.epochs(MOST).batchSize(batch).callbacks(clock));
    return new Rounds(clock.rates);
  }

  /** Measures the network's results for batches that are copied to the device and back. */
  Rounds inference(Backend backend) {
    Model model = network.create();
    model.initialize(1);
    Dataset d = noise(model);
    HostTensor x = HostTensor.of(model.inputShape().prepend(d.size()), features(model));
    List<Double> rates = new ArrayList<>();
    try (Predictor p = Predictor.of(backend, model, batch)) {
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < nanos) {
        p.predict(x);
      }
      begin = System.nanoTime();
      while (rates.size() < FEWEST || System.nanoTime() - begin < nanos) {
        long round = System.nanoTime();
        p.predict(x);
        rates.add(d.size() * 1e9 / (System.nanoTime() - round));
      }
    }
    return new Rounds(rates);
  }

  private int batches(Model model) {
    return (int) Math.max(1, Math.min(BATCHES, WORK / (3.0 * model.multiplyAdds() * batch)));
  }

  private Dataset noise(Model model) {
    int[] labels = new int[batches(model) * batch];
    Shape shape = model.inputShape();
    int classes = model.outputShape().intSize();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % classes;
    }
    return Dataset.of("noise", shape, Dataset.numberedClasses(classes), features(model), labels);
  }

  private float[] features(Model model) {
    Random random = new Random(1);
    float[] features = new float[batches(model) * batch * model.inputShape().intSize()];
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextFloat();
    }
    return features;
  }

  /** Notes the rate of each epoch after the warm-up, and ends when there are enough. */
  private static final class Clock implements Callback {
    private final long nanos;
    private final List<Double> rates = new ArrayList<>();
    private long begin;
    private boolean warm;

    Clock(long nanos) {
      this.nanos = nanos;
    }

    @Override
    public void onTrainBegin(Training t) {
      begin = System.nanoTime();
    }

    @Override
    public void onEpochEnd(Training t, History.Epoch e) {
      long now = System.nanoTime();
      if (warm) {
        rates.add(e.imagesPerSecond());
      } else if (now - begin >= nanos) {
        warm = true;
        begin = now;
      }
      if (rates.size() >= FEWEST && now - begin >= nanos) {
        t.stop("Measured.");
      }
    }
  }
}
