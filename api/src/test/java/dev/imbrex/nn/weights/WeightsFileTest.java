package dev.imbrex.nn.weights;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.AtomicFiles;
import dev.imbrex.io.Disk;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.io.SafeTensors;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.op.Padding;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFileTest {
  private static final List<Convention> BOTH = List.of(Convention.IMBREX, Convention.TORCH);
  private static final int H = 4;
  private static final int W = 5;
  private static final int C = 2;
  private static final int FILTERS = 3;
  private static final int UNITS = 4;

  @TempDir Path dir;

  /** A small network with the names that a sequence of modules has in PyTorch. */
  private static Model model(int classes) {
    return Sequential.of(
        Input.of(H, W, C),
        Conv2D.of(FILTERS, 3).padding(Padding.of(1)).named("features.0"),
        BatchNorm.of().epsilon(1e-5).named("features.1"),
        MaxPool2D.of(1).named("pool"),
        Flatten.of(),
        Dense.of(UNITS).activation(RELU).named("classifier.0"),
        Dropout.of(0.5).named("classifier.1"),
        Dense.of(classes).named("classifier.2"));
  }

  private final Random random = new Random(11);

  private HostTensor random(int... shape) {
    HostTensor t = HostTensor.zeros(TensorType.f32(shape));
    for (int i = 0; i < t.shape().intSize(); i++) {
      t.set(i, random.nextGaussian());
    }
    return t;
  }

  /** What torchvision would save for a network like {@link #model}. */
  private Map<String, HostTensor> torch(int classes) {
    Map<String, HostTensor> m = new LinkedHashMap<>();
    m.put("features.0.weight", random(FILTERS, C, 3, 3));
    m.put("features.0.bias", random(FILTERS));
    m.put("features.1.weight", random(FILTERS));
    m.put("features.1.bias", random(FILTERS));
    m.put("features.1.running_mean", random(FILTERS));
    HostTensor variance = random(FILTERS);
    for (int i = 0; i < FILTERS; i++) {
      variance.set(i, 0.5 + Math.abs(variance.get(i)));
    }
    m.put("features.1.running_var", variance);
    m.put("features.1.num_batches_tracked", HostTensor.ofInts(Shape.of(1), 7));
    m.put("classifier.0.weight", random(UNITS, FILTERS * H * W));
    m.put("classifier.0.bias", random(UNITS));
    m.put("classifier.2.weight", random(classes, UNITS));
    m.put("classifier.2.bias", random(classes));
    return m;
  }

  private Path file(Map<String, HostTensor> tensors) throws IOException {
    Path file = dir.resolve("weights.safetensors");
    SafeTensors all = new SafeTensors(tensors, Map.of());
    AtomicFiles.write(Disk.SYSTEM, file, all::writeTo);
    return file;
  }

  /** Computes the network as PyTorch does: pictures channel by channel, loop by loop. */
  private static double[] forward(Map<String, HostTensor> w, double[][][] x, int classes) {
    double[] flat = new double[FILTERS * H * W];
    for (int o = 0; o < FILTERS; o++) {
      for (int i = 0; i < H; i++) {
        for (int j = 0; j < W; j++) {
          double sum = w.get("features.0.bias").get(o);
          for (int c = 0; c < C; c++) {
            for (int a = 0; a < 3; a++) {
              for (int b = 0; b < 3; b++) {
                int row = i + a - 1;
                int column = j + b - 1;
                if (row >= 0 && row < H && column >= 0 && column < W) {
                  int at = ((o * C + c) * 3 + a) * 3 + b;
                  sum += w.get("features.0.weight").get(at) * x[c][row][column];
                }
              }
            }
          }
          double mean = w.get("features.1.running_mean").get(o);
          double variance = w.get("features.1.running_var").get(o);
          flat[(o * H + i) * W + j] =
              (sum - mean) / Math.sqrt(variance + 1e-5) * w.get("features.1.weight").get(o)
                  + w.get("features.1.bias").get(o);
        }
      }
    }
    double[] hidden = linear(w, "classifier.0", flat, UNITS);
    for (int i = 0; i < UNITS; i++) {
      hidden[i] = Math.max(0, hidden[i]);
    }
    return linear(w, "classifier.2", hidden, classes);
  }

  private static double[] linear(Map<String, HostTensor> w, String name, double[] x, int units) {
    double[] y = new double[units];
    for (int o = 0; o < units; o++) {
      y[o] = w.get(name + ".bias").get(o);
      for (int i = 0; i < x.length; i++) {
        y[o] += w.get(name + ".weight").get(o * x.length + i) * x[i];
      }
    }
    return y;
  }

  @Test
  void weightsOfTorchComputeWhatTheyComputeThere() throws IOException {
    Map<String, HostTensor> tensors = torch(3);
    Model m = model(3);
    WeightsFile file = WeightsFile.read(file(tensors));
    assertEquals("torchvision", file.detect(m, BOTH).name());
    WeightsReport r = file.into(m, Convention.TORCH);
    assertEquals(m.parameters(), r.matched());
    assertEquals(List.of(), r.unused());
    HostTensor x = random(1, H, W, C);
    double[][][] planes = new double[C][H][W];
    for (int i = 0; i < H * W * C; i++) {
      planes[i % C][i / C / W][i / C % W] = x.get(i);
    }
    double[] expected = forward(tensors, planes, 3);
    try (InterpretedBackend backend = new InterpretedBackend()) {
      double[] y = m.predict(backend, x).toDoubles();
      assertArrayEquals(expected, y, 1e-4);
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    for (Convention c : BOTH) {
      Model m = model(3);
      m.initialize(5);
      Path path = dir.resolve(c.name() + ".safetensors");
      WeightsFile.write(path, m, c, Map.of("made by", "hand"));
      Model other = model(3);
      other.initialize(6);
      WeightsFile file = WeightsFile.read(path);
      assertEquals(c.name(), file.detect(other, BOTH).name());
      assertEquals("hand", file.metadata().get("made by"));
      file.into(other, c);
      assertTrue(m.weights().sameBits(other.weights()));
      assertTrue(m.state().sameBits(other.state()));
    }
  }

  @Test
  void aHeadOfAnotherSizeStaysAsItBegins() throws IOException {
    Map<String, HostTensor> tensors = torch(1000);
    tensors.put("extra.weight", random(2));
    Model m = model(5);
    m.initialize(9);
    float[] head = m.parameter("classifier.2/kernel").toFloats();
    WeightsReport r = WeightsFile.read(file(tensors)).into(m, Convention.TORCH);
    assertArrayEquals(head, m.parameter("classifier.2/kernel").toFloats());
    assertEquals(2, r.left().size());
    assertEquals(List.of("extra.weight"), r.unused());
    String text = r.toString();
    assertTrue(text.contains("8 of 10 parameters"), text);
    assertTrue(
        text.contains(
            "classifier.2/kernel (classifier.2.weight has the shape [1000, 4], not [5, 4])"),
        text);
    assertTrue(text.contains("extra.weight"), text);
  }

  @Test
  void aFileOfSomethingElseIsRefusedAndChangesNothing() throws IOException {
    Model m = model(3);
    m.initialize(1);
    HostTensor before = m.weights().copy();
    WeightsFile file = WeightsFile.read(file(Map.of("other", random(3))));
    String message =
        assertThrows(ModelFormatException.class, () -> file.into(m, Convention.TORCH)).getMessage();
    assertTrue(message.contains("no weights of this model"), message);
    Map<String, HostTensor> ints = torch(3);
    ints.put("features.0.bias", HostTensor.ofInts(Shape.of(FILTERS), 1, 2, 3));
    WeightsFile wrong = WeightsFile.read(file(ints));
    message =
        assertThrows(ModelFormatException.class, () -> wrong.into(m, Convention.TORCH))
            .getMessage();
    assertTrue(message.contains("features.0.bias"), message);
    assertTrue(before.sameBits(m.weights()));
  }
}
