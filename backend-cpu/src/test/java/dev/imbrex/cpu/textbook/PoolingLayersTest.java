package dev.imbrex.cpu.textbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.nn.layers.AveragePool2D;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.GlobalAveragePool2D;
import dev.imbrex.nn.layers.GlobalMaxPool2D;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Pooling as courses work it by hand, through layers. */
class PoolingLayersTest extends LayersOnEachBackend {
  private static final HostTensor SMALL =
      picture(row(1, 2, 1, 0), row(0, 1, 2, 3), row(3, 0, 1, 2), row(2, 4, 0, 1));

  @Test
  void maximaOfFourByFour() {
    assertPicture(apply(MaxPool2D.of(2), SMALL), row(2, 3), row(4, 2));
  }

  @Test
  void maximaOfSixBySix() {
    HostTensor x =
        picture(
            row(10, 7, 2, 42, 30, 25),
            row(1, 16, 33, 8, 7, 6),
            row(9, 22, 11, 45, 10, 22),
            row(13, 15, 31, 27, 12, 41),
            row(7, 20, 19, 30, 23, 6),
            row(3, 24, 15, 27, 14, 40));
    assertPicture(apply(MaxPool2D.of(2), x), row(16, 42, 30), row(22, 45, 41), row(24, 30, 40));
  }

  @Test
  void averages() {
    assertPicture(apply(AveragePool2D.of(2), SMALL), row(1, 1.5f), row(2.25f, 1));
  }

  @Test
  void weightedAveragesAreAConvolution() {
    HostTensor weights = filter(row(0.5f, 0.25f), row(0.125f, 0.125f));
    assertPicture(
        apply(Conv2D.of(1, 2).strides(2), weights, SMALL), row(1.125f, 1.125f), row(2.25f, 1.125f));
  }

  @Test
  void depthIsUnchanged() {
    HostTensor x = HostTensor.of(Shape.of(2, 2, 3), 1, 20, -3, 4, 50, -6, 7, 80, -9, 10, 11, -12);
    float[] max = {10, 80, -3};
    float[] mean = {5.5f, 40.25f, -7.5f};
    assertEquals(Shape.of(1, 1, 3), apply(MaxPool2D.of(2), x).shape());
    assertArrayEquals(max, apply(MaxPool2D.of(2), x).toFloats());
    assertArrayEquals(mean, apply(AveragePool2D.of(2), x).toFloats());
    assertEquals(Shape.of(3), apply(GlobalMaxPool2D.of(), x).shape());
    assertArrayEquals(max, apply(GlobalMaxPool2D.of(), x).toFloats());
    assertArrayEquals(mean, apply(GlobalAveragePool2D.of(), x).toFloats());
    assertEquals(Shape.of(1, 1, 3), apply(GlobalMaxPool2D.of().keepDims(true), x).shape());
  }

  @Test
  void paddingNeverWinsAndIsNotAveraged() {
    HostTensor x = full(-1, 3, 3, 1);
    assertPicture(apply(MaxPool2D.of(2).padding(Padding.SAME), x), row(-1, -1), row(-1, -1));
    assertPicture(apply(AveragePool2D.of(2).padding(Padding.SAME), x), row(-1, -1), row(-1, -1));
    assertPicture(
        apply(AveragePool2D.of(2).padding(Padding.SAME).countPadding(true), x),
        row(-1, -0.5f),
        row(-0.5f, -0.25f));
  }

  @Test
  void aPartialWindowCountsWhereAskedFor() {
    HostTensor x = full(1, 5, 5, 1);
    assertEquals(Shape.of(2, 2, 1), apply(MaxPool2D.of(2), x).shape());
    assertEquals(Shape.of(3, 3, 1), apply(MaxPool2D.of(2).ceil(true), x).shape());
  }
}
