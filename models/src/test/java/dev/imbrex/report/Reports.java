package dev.imbrex.report;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;

import dev.imbrex.backend.Backends;
import dev.imbrex.data.Normalization;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.init.RandomStream;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.History;
import dev.imbrex.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports for tests. */
public final class Reports {
  private Reports() {}

  /** Pictures of noise, so that an untrained network is often wrong. */
  private static Dataset noise(List<String> classes, int count) {
    RandomStream random = new RandomStream(1, 1);
    float[] x = new float[count * 8 * 8];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.uniform();
    }
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % classes.size();
    }
    return Dataset.of("noise", Shape.of(8, 8, 1), classes, x, labels);
  }

  /** Returns so many epochs that went well, but for a number that is none. */
  public static History history(int epochs) {
    List<History.Epoch> all = new ArrayList<>();
    for (int i = 1; i <= epochs; i++) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("loss", i == 2 ? Double.NaN : 1.0 / i);
      figures.put("accuracy", 1 - 0.5 / i);
      figures.put("val_loss", 1.1 / i);
      figures.put("val_accuracy", 1 - 0.6 / i);
      all.add(new History.Epoch(i, figures, 0.001, 1.5, 1000));
    }
    return new History(all, new History.End(History.Kind.COMPLETE, "All epochs are done."));
  }

  /**
   * Writes the report of an untrained network.
   *
   * @param name of whatever has one that is not a class
   */
  public static Path write(
      Path folder, String name, List<String> classes, int pictures, History history)
      throws IOException {
    Model model =
        Sequential.of(
            Input.of(8, 8, 1),
            Conv2D.of(3, 3).activation(RELU),
            MaxPool2D.of(2),
            Flatten.of(),
            Dense.of(classes.size()));
    model.initialize(1);
    Path file = folder.resolve("report.html");
    try (Backend backend = Backends.select("cpu")) {
      Trainer trainer =
          Trainer.on(backend).loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY).metrics(Metric.ACCURACY);
      Subject subject =
          new Subject(
              name,
              name,
              model,
              Normalization.unit(1),
              noise(classes, pictures),
              history,
              Map.of(name, name),
              1);
      Report.write(file, subject, trainer, backend);
    }
    return file;
  }
}
