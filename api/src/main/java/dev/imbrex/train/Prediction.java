package dev.imbrex.train;

import dev.imbrex.nn.Activated;
import dev.imbrex.nn.Layer;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Predictor;
import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Runs a model over a data set. */
final class Prediction {
  private Prediction() {}

  /** Returns the results of all examples, as probabilities where the loss takes logits. */
  static HostTensor of(Backend backend, Model model, Dataset data, int batchSize, Loss loss) {
    int n = data.size();
    int batch = Math.min(batchSize, n);
    HostTensor results = HostTensor.zeros(TensorType.f32(model.outputShape().prepend(n)));
    ByteBuffer to = results.buffer();
    float[] features = new float[data.exampleShape().intSize()];
    try (Predictor predictor = Predictor.of(backend, model, batch)) {
      for (int from = 0; from < n; from += batch) {
        int count = Math.min(batch, n - from);
        HostTensor x = HostTensor.zeros(TensorType.f32(data.exampleShape().prepend(count)));
        for (int i = 0; i < count; i++) {
          data.read(from + i, features, 0);
          x.buffer().asFloatBuffer().put(i * features.length, features);
        }
        to.put(predictor.predict(x).buffer());
      }
    }
    missing(model, loss).ifPresent(f -> apply(f, results));
    return results;
  }

  /** Returns the function that the loss computes because the model leaves it out. */
  private static Optional<ActivationFunction> missing(Model model, Loss loss) {
    Layer last = model.outputs().get(0).layer();
    return loss.activation()
        .filter(f -> !(last instanceof Activated) || !((Activated) last).activation().equals(f));
  }

  /** Applies softmax along the last axis, or the sigmoid. */
  private static void apply(ActivationFunction f, HostTensor t) {
    int row = t.shape().dim(-1);
    for (int from = 0; from < t.shape().intSize(); from += row) {
      if (f.equals(ActivationFunction.SOFTMAX)) {
        softmax(t, from, from + row);
      } else {
        for (int i = from; i < from + row; i++) {
          t.set(i, 1 / (1 + StrictMath.exp(-t.get(i))));
        }
      }
    }
  }

  private static void softmax(HostTensor t, int from, int to) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      most = Math.max(most, t.get(i));
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += StrictMath.exp(t.get(i) - most);
    }
    for (int i = from; i < to; i++) {
      t.set(i, StrictMath.exp(t.get(i) - most) / sum);
    }
  }
}
