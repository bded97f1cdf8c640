package dev.imbrex.cpu.textbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.backend.Backends;
import dev.imbrex.eager.Scope;
import dev.imbrex.eager.Tensor;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests in eager tensors that every backend of this module must pass. */
@ParameterizedClass
@MethodSource("backends")
abstract class EagerOnEachBackend {
  @Parameter String backendName;

  private Backend backend;
  private Scope scope;

  static List<String> backends() {
    return List.of("reference", "cpu");
  }

  Scope scope() {
    if (backend == null) {
      backend = Backends.choose(backendName).backend();
      scope = Scope.open(backend);
    }
    return scope;
  }

  @AfterEach
  void nothingIsLeftOpen() {
    if (backend != null) {
      scope.close();
      assertEquals(0, backend.openHandles());
      backend.close();
      backend = null;
    }
  }

  /** One picture of one channel, from its rows. */
  Tensor picture(float[]... rows) {
    return scope().tensor(Shape.of(1, rows.length, rows[0].length, 1), flat(rows));
  }

  /** One filter on one channel, from its rows. */
  Tensor filter(float[]... rows) {
    return scope().tensor(Shape.of(rows.length, rows[0].length, 1, 1), flat(rows));
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
  static void assertPicture(Tensor actual, float[]... rows) {
    assertEquals(Shape.of(1, rows.length, rows[0].length, 1), actual.shape());
    assertArrayEquals(flat(rows), actual.toArray());
  }
}
