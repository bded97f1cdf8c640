package dev.imbrex.example;

import static dev.imbrex.nn.activation.ActivationFunction.SWISH;
import static dev.imbrex.nn.metric.Metric.ACCURACY;
import static dev.imbrex.op.Padding.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.backend.Backends;
import dev.imbrex.data.Digits;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import dev.imbrex.train.Fit;
import dev.imbrex.train.History;
import dev.imbrex.train.Trainer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the README, with fewer epochs and pictures. */
class ReadmeTest {

  @Test
  void theProgramOfTheReadmeLearnsAndKeepsWhatItLearned(@TempDir Path folder) {
    HostTensor image = HostTensor.zeros(TensorType.f32(1, 28, 28, 1));
    try (Backend backend = Backends.select("cpu")) {
      Model lenet =
          Sequential.of(
              Input.of(28, 28, 1),
              Conv2D.of(6, 5).padding(SAME).activation(SWISH),
              MaxPool2D.of(2),
              Conv2D.of(16, 5).activation(SWISH),
              MaxPool2D.of(2),
              Flatten.of(),
              Dense.of(120).activation(SWISH),
              Dense.of(84).activation(SWISH),
              Dense.of(10));
      Trainer trainer =
          Trainer.on(backend)
              .optimizer(Adam.of(1e-3))
              .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
              .metrics(ACCURACY);
      History history =
          trainer.fit(
              lenet,
              Digits.train().take(2000),
              Fit.epochs(3).batchSize(32).validation(Digits.test().take(500)));
      assertEquals(3, history.epochs().size());
      assertTrue(history.last().figures().get("val_accuracy") > 0.8, history::toString);
      HostTensor scores = lenet.predict(backend, image);
      assertEquals(Shape.of(1, 10), scores.shape());
      lenet.save(folder.resolve("lenet"));
      Model again = Model.load(folder.resolve("lenet"));
      assertTrue(scores.sameBits(again.predict(backend, image)));
    }
  }
}
