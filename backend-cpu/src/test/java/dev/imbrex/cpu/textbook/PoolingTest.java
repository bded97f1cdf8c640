package dev.imbrex.cpu.textbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.eager.Tensor;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Pooling as courses work it by hand. */
class PoolingTest extends EagerOnEachBackend {
  private static final Window TWO = Window.of(2, 2, Padding.VALID);

  private Tensor small() {
    return picture(row(1, 2, 1, 0), row(0, 1, 2, 3), row(3, 0, 1, 2), row(2, 4, 0, 1));
  }

  @Test
  void maximaOfFourByFour() {
    assertPicture(small().maxPool(TWO), row(2, 3), row(4, 2));
  }

  @Test
  void maximaOfSixBySix() {
    Tensor x =
        picture(
            row(10, 7, 2, 42, 30, 25),
            row(1, 16, 33, 8, 7, 6),
            row(9, 22, 11, 45, 10, 22),
            row(13, 15, 31, 27, 12, 41),
            row(7, 20, 19, 30, 23, 6),
            row(3, 24, 15, 27, 14, 40));
    assertPicture(x.maxPool(TWO), row(16, 42, 30), row(22, 45, 41), row(24, 30, 40));
  }

  @Test
  void averages() {
    assertPicture(small().avgPool(TWO), row(1, 1.5f), row(2.25f, 1));
  }

  @Test
  void weightedAveragesAreAConvolutionOfEachChannel() {
    Tensor weights = filter(row(0.5f, 0.25f), row(0.125f, 0.125f));
    assertPicture(
        small().conv2d(weights, 2, Padding.VALID), row(1.125f, 1.125f), row(2.25f, 1.125f));
  }

  @Test
  void depthIsUnchanged() {
    Tensor x = scope().tensor(Shape.of(1, 2, 2, 3), 1, 20, -3, 4, 50, -6, 7, 80, -9, 10, 11, -12);
    Tensor max = x.maxPool(TWO);
    assertEquals(Shape.of(1, 1, 1, 3), max.shape());
    assertArrayEquals(new float[] {10, 80, -3}, max.toArray());
    assertArrayEquals(new float[] {5.5f, 40.25f, -7.5f}, x.avgPool(TWO).toArray());
  }
}
