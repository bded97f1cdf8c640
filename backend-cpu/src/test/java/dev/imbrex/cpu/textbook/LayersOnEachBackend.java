package dev.imbrex.cpu.textbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.backend.Backends;
import dev.imbrex.nn.Layer;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests in layers that every backend of this module must pass. */
@ParameterizedClass
@MethodSource("backends")
abstract class LayersOnEachBackend {
  @Parameter String backendName;

  private Backend backend;

  static List<String> backends() {
    return EagerOnEachBackend.backends();
  }

  @BeforeEach
  void openBackend() {
    backend = Backends.choose(backendName).backend();
  }

  @AfterEach
  void nothingIsLeftOpen() {
    assertEquals(0, backend.openHandles());
    backend.close();
  }

  /** Returns what a layer makes of one example. */
  HostTensor apply(Layer layer, HostTensor x) {
    return model(layer, x.shape()).predict(backend, x);
  }

  /** Returns what a layer with this kernel, and with biases of 0, makes of one example. */
  HostTensor apply(Layer layer, HostTensor kernel, HostTensor x) {
    Model m = model(layer, x.shape());
    HostTensor own = m.parameter("layer/kernel");
    assertEquals(own.shape(), kernel.shape());
    own.buffer().put(kernel.buffer());
    return m.predict(backend, x);
  }

  private static Model model(Layer layer, Shape shape) {
    return Sequential.of(Input.of(shape.toArray()), layer.named("layer"));
  }

  /** One picture of one channel, from its rows. */
  static HostTensor picture(float[]... rows) {
    return HostTensor.of(Shape.of(rows.length, rows[0].length, 1), flat(rows));
  }

  /** One filter on one channel, from its rows. */
  static HostTensor filter(float[]... rows) {
    return HostTensor.of(Shape.of(rows.length, rows[0].length, 1, 1), flat(rows));
  }

  /** A tensor of one number, many times. */
  static HostTensor full(float value, int... dims) {
    float[] v = new float[Shape.of(dims).intSize()];
    Arrays.fill(v, value);
    return HostTensor.of(Shape.of(dims), v);
  }

  static float[] row(float... values) {
    return values;
  }

  /** The same row, several times. */
  static float[][] rows(int count, float... values) {
    float[][] rows = new float[count][];
    Arrays.fill(rows, values);
    return rows;
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(rows[r], 0, flat, r * rows[0].length, rows[0].length);
    }
    return flat;
  }

  /** Checks one picture of one channel. */
  static void assertPicture(HostTensor actual, float[]... rows) {
    assertEquals(Shape.of(rows.length, rows[0].length, 1), actual.shape());
    assertArrayEquals(flat(rows), actual.toFloats());
  }
}
