package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.init.RandomStream;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActivationsTest {
  private static final int SIDE = 6;
  private static final int CHANNELS = 2;
  private static final int FILTERS = 3;
  private static final int CLASSES = 4;

  private final Model model =
      Sequential.of(
          Input.of(SIDE, SIDE, CHANNELS),
          Conv2D.of(FILTERS, 3).activation(RELU),
          MaxPool2D.of(2),
          Dropout.of(0.5),
          Flatten.of(),
          Dense.of(CLASSES));

  private static HostTensor examples(int count) {
    RandomStream random = new RandomStream(5, 1);
    HostTensor x = HostTensor.zeros(TensorType.f32(count, SIDE, SIDE, CHANNELS));
    for (int i = 0; i < x.shape().intSize(); i++) {
      x.set(i, random.normal());
    }
    return x;
  }

  @Test
  void everyLayerGivesWhatPlainLoopsGive() {
    model.initialize(3);
    HostTensor x = examples(1).reshape(model.inputShape());
    List<HostTensor> layers;
    try (InterpretedBackend backend = new InterpretedBackend();
        Activations a = Activations.of(backend, model, 1)) {
      layers = a.of(x);
    }
    assertEquals(model.nodes().size(), layers.size());
    assertTrue(layers.get(0).sameBits(x), "the input itself");

    float[] kernel = model.parameter("conv2d/kernel").toFloats();
    double[] conv = new double[4 * 4 * FILTERS];
    for (int y = 0; y < 4; y++) {
      for (int z = 0; z < 4; z++) {
        for (int f = 0; f < FILTERS; f++) {
          double sum = 0;
          for (int i = 0; i < 3 * 3 * CHANNELS; i++) {
            int row = y + i / (3 * CHANNELS);
            int column = z + i / CHANNELS % 3;
            sum += x.get((row * SIDE + column) * CHANNELS + i % CHANNELS) * kernel[i * FILTERS + f];
          }
          conv[(y * 4 + z) * FILTERS + f] = Math.max(0, sum);
        }
      }
    }
    assertArrayEquals(conv, layers.get(1).toDoubles(), 1e-5);

    double[] pooled = new double[2 * 2 * FILTERS];
    for (int i = 0; i < conv.length; i++) {
      int at = (i / (8 * FILTERS) * 2 + i / FILTERS % 4 / 2) * FILTERS + i % FILTERS;
      pooled[at] = Math.max(pooled[at], conv[i]);
    }
    assertArrayEquals(pooled, layers.get(2).toDoubles(), 1e-5);
    assertArrayEquals(pooled, layers.get(3).toDoubles(), 1e-5, "dropout passes everything on");
    assertEquals(Shape.of(pooled.length), layers.get(4).shape());

    float[] weights = model.parameter("dense/kernel").toFloats();
    double[] logits = new double[CLASSES];
    for (int i = 0; i < weights.length; i++) {
      logits[i % CLASSES] += pooled[i / CLASSES] * weights[i];
    }
    assertArrayEquals(logits, layers.get(5).toDoubles(), 1e-5);
  }

  @Test
  void manyExamplesGiveWhatEachGivesAlone() {
    model.initialize(3);
    HostTensor x = examples(5);
    try (InterpretedBackend backend = new InterpretedBackend();
        Activations together = Activations.of(backend, model, 2);
        Activations alone = Activations.of(backend, model, 1)) {
      List<HostTensor> all = together.of(x);
      for (int i = 0; i < 5; i++) {
        List<HostTensor> one = alone.of(example(x, i));
        for (int k = 0; k < one.size(); k++) {
          assertTrue(one.get(k).sameBits(example(all.get(k), i)), "layer " + k + " of " + i);
        }
      }
      assertTrue(
          all.get(all.size() - 1).sameBits(model.predict(backend, x)), "what prediction gives");
    }
  }

  private static HostTensor example(HostTensor batch, int i) {
    int[] dims = batch.shape().toList().stream().skip(1).mapToInt(Integer::intValue).toArray();
    TensorType type = TensorType.f32(dims);
    int bytes = (int) type.bytes();
    return HostTensor.wrap(type, batch.buffer().slice(i * bytes, bytes));
  }

  @Test
  void examplesOfAnotherShapeAreRefused() {
    try (InterpretedBackend backend = new InterpretedBackend();
        Activations a = Activations.of(backend, model, 1)) {
      HostTensor wrong = HostTensor.zeros(TensorType.f32(1, SIDE, SIDE, 1));
      ShapeException e = assertThrows(ShapeException.class, () -> a.of(wrong));
      assertTrue(
          e.getMessage().startsWith("The model expects examples F32[6, 6, 2]"), e.getMessage());
    }
  }
}
