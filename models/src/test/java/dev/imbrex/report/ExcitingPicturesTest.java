package dev.imbrex.report;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static dev.imbrex.nn.activation.ActivationFunction.SWISH;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.backend.Backends;
import dev.imbrex.data.Normalization;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.GlobalAveragePool2D;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExcitingPicturesTest {
  private static final Normalization HALVES =
      new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));

  private static Model model() {
    Model m =
        Sequential.of(
            Input.of(8, 8, 3), Conv2D.of(4, 3).activation(SWISH), Flatten.of(), Dense.of(2));
    m.initialize(1);
    return m;
  }

  @Test
  void everyFilterIsExcitedMoreThanAtTheBeginning() {
    try (Backend backend = Backends.select("cpu")) {
      for (int layer : List.of(1, 3)) {
        ExcitingPictures.Found found =
            new ExcitingPictures(model(), HALVES, 1, 20).find(backend, layer, new int[] {1, 0});
        for (int i = 0; i < 2; i++) {
          assertTrue(
              found.after()[i] > found.before()[i] + 0.1,
              Arrays.toString(found.before()) + Arrays.toString(found.after()));
        }
      }
    }
  }

  @Test
  void theSameSeedGivesTheSamePicturesWithinTheRangeOfPixels() {
    try (Backend backend = Backends.select("cpu")) {
      int[] filters = {0, 1, 2, 3};
      float[] a = new ExcitingPictures(model(), HALVES, 1, 9).find(backend, 1, filters).pictures();
      float[] b = new ExcitingPictures(model(), HALVES, 1, 9).find(backend, 1, filters).pictures();
      float[] c = new ExcitingPictures(model(), HALVES, 2, 9).find(backend, 1, filters).pictures();
      assertArrayEquals(a, b);
      assertFalse(Arrays.equals(a, c));
      for (float v : a) {
        assertTrue(v >= -2 && v <= 2, () -> "a pixel is " + v);
      }
    }
  }

  @Test
  void aDetectorOfOneColourIsExcitedByThatColour() {
    Model m = Sequential.of(Input.of(4, 4, 3), GlobalAveragePool2D.of(), Dense.of(1));
    m.initialize(1);
    HostTensor kernel = m.parameter("dense/kernel");
    for (int c = 0; c < 3; c++) {
      kernel.set(c, c == 1 ? 1 : -1);
    }
    try (Backend backend = Backends.select("cpu")) {
      float[] pixels =
          new ExcitingPictures(m, HALVES, 1, 40).find(backend, 2, new int[] {0}).pictures();
      for (int i = 0; i < pixels.length; i++) {
        assertEquals(i % 3 == 1 ? 2 : -2, pixels[i], 1e-6, "green, and nothing else");
      }
    }
  }

  @Test
  void aDetectorOfUprightLinesIsExcitedByUprightLines() {
    Model m = Sequential.of(Input.of(12, 12, 1), Conv2D.of(1, 1, 4).activation(RELU));
    m.initialize(1);
    HostTensor kernel = m.parameter("conv2d/kernel");
    for (int i = 0; i < 4; i++) {
      kernel.set(i, i == 1 || i == 2 ? 1 : -1);
    }
    try (Backend backend = Backends.select("cpu")) {
      float[] pixels =
          new ExcitingPictures(m, Normalization.unit(1), 1, 40)
              .find(backend, 1, new int[] {0})
              .pictures();
      double across = 0;
      double down = 0;
      for (int i = 0; i < 11 * 12; i++) {
        down += Math.abs(pixels[i + 12] - pixels[i]);
        across += i % 12 < 11 ? Math.abs(pixels[i + 1] - pixels[i]) : 0;
      }
      double ratio = across / down;
      assertTrue(ratio > 3, () -> "changes across are " + ratio + " times those down");
    }
  }

  @Test
  void aPictureForAFilterStaysAboutAsBright() {
    Model m = Sequential.of(Input.of(12, 12, 1), Conv2D.of(1, 3).activation(RELU));
    m.initialize(1);
    HostTensor kernel = m.parameter("conv2d/kernel");
    for (int i = 0; i < 9; i++) {
      kernel.set(i, 1);
    }
    try (Backend backend = Backends.select("cpu")) {
      ExcitingPictures.Found found =
          new ExcitingPictures(m, Normalization.unit(1), 1, 40).find(backend, 1, new int[] {0});
      double sum = 0;
      for (float v : found.pictures()) {
        sum += v;
      }
      double mean = sum / found.pictures().length;
      assertTrue(mean > 0.3 && mean < 0.85, () -> "the mean is " + mean + ", not all white");
      assertTrue(found.after()[0] > found.before()[0]);
    }
  }
}
