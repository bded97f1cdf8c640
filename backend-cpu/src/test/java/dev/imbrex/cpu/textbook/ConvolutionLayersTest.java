package dev.imbrex.cpu.textbook;

import static dev.imbrex.op.Padding.SAME;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.DepthwiseConv2D;
import dev.imbrex.nn.layers.ZeroPadding2D;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import org.junit.jupiter.api.Test;

/** Convolution and padding as courses work them by hand, through layers. */
class ConvolutionLayersTest extends LayersOnEachBackend {
  private static final HostTensor ONE_TO_NINE = picture(row(1, 2, 3), row(4, 5, 6), row(7, 8, 9));

  @Test
  void oneToNineWithAFilterOfOnes() {
    HostTensor f = full(1, 2, 2, 1, 1);
    assertPicture(apply(Conv2D.of(1, 2), f, ONE_TO_NINE), row(12, 16), row(24, 28));
    assertPicture(
        apply(Conv2D.of(1, 2).padding(SAME), f, ONE_TO_NINE),
        row(12, 16, 9),
        row(24, 28, 15),
        row(15, 17, 9));
  }

  @Test
  void threeFiltersGiveThreeMaps() {
    float[] f = new float[12];
    for (int i = 0; i < 12; i += 3) {
      f[i] = 1;
      f[i + 1] = 10;
      f[i + 2] = -1;
    }
    HostTensor filters = HostTensor.of(Shape.of(2, 2, 1, 3), f);
    HostTensor y = apply(Conv2D.of(3, 2).padding(SAME), filters, ONE_TO_NINE);
    float[] map = {12, 16, 9, 24, 28, 15, 15, 17, 9};
    float[] expected = new float[27];
    for (int i = 0; i < 9; i++) {
      expected[3 * i] = map[i];
      expected[3 * i + 1] = 10 * map[i];
      expected[3 * i + 2] = -map[i];
    }
    assertEquals(Shape.of(3, 3, 3), y.shape());
    assertArrayEquals(expected, y.toFloats());
  }

  @Test
  void rowsOfTheirOwnNumberWithStridesOneAndTwo() {
    float[][] rows = new float[7][];
    for (int r = 0; r < 7; r++) {
      int n = r + 1;
      rows[r] = row(n, n, n, n, n, n, n);
    }
    HostTensor f = filter(row(0, 0, 0), row(1, 1, 1), row(2, 2, 2));
    assertPicture(
        apply(Conv2D.of(1, 3), f, picture(rows)),
        row(24, 24, 24, 24, 24),
        row(33, 33, 33, 33, 33),
        row(42, 42, 42, 42, 42),
        row(51, 51, 51, 51, 51),
        row(60, 60, 60, 60, 60));
    assertPicture(
        apply(Conv2D.of(1, 3).strides(2), f, picture(rows)),
        row(24, 24, 24),
        row(42, 42, 42),
        row(60, 60, 60));
  }

  @Test
  void zeroPaddingShowsAtTheBorder() {
    float[][] expected = {
      row(4, 6, 6, 6, 4),
      row(6, 9, 9, 9, 6),
      row(6, 9, 9, 9, 6),
      row(6, 9, 9, 9, 6),
      row(4, 6, 6, 6, 4)
    };
    HostTensor x = full(1, 5, 5, 1);
    HostTensor f = full(1, 3, 3, 1, 1);
    assertPicture(apply(Conv2D.of(1, 3).padding(Padding.of(1)), f, x), expected);
    HostTensor padded = apply(ZeroPadding2D.of(1), x);
    assertEquals(Shape.of(7, 7, 1), padded.shape());
    assertPicture(apply(Conv2D.of(1, 3), f, padded), expected);
  }

  @Test
  void aFilterAsLargeAsThePictureGivesOneNumber() {
    HostTensor x = picture(row(1, 5, 4, 3), row(8, 4, 1, 4), row(1, 2, 3, 3), row(6, 5, 3, 1));
    HostTensor f = filter(row(1, 1, 1, 1), row(-1, -1, -1, -1), row(2, 2, 2, 2), row(3, 3, 3, 3));
    assertPicture(apply(Conv2D.of(1, 4), f, x), row(59));
  }

  @Test
  void binaryPictureWithACross() {
    HostTensor x =
        picture(
            row(1, 1, 1, 0, 0),
            row(0, 1, 1, 1, 0),
            row(0, 0, 1, 1, 1),
            row(0, 0, 1, 1, 0),
            row(0, 1, 1, 0, 0));
    HostTensor f = filter(row(1, 0, 1), row(0, 1, 0), row(1, 0, 1));
    assertPicture(apply(Conv2D.of(1, 3), f, x), row(4, 3, 4), row(2, 4, 3), row(2, 3, 4));
  }

  @Test
  void horizontalLinesOfAFour() {
    float[] empty = row(0, 0, 0, 0, 0, 0, 0, 0);
    float[] top = row(0, 1, 0, 0, 0, 1, 0, 0);
    float[] stem = row(0, 0, 0, 0, 0, 1, 0, 0);
    HostTensor x = picture(empty, top, top, top, row(0, 1, 1, 1, 1, 1, 1, 0), stem, stem, empty);
    HostTensor f = filter(row(-1, -1, -1), row(2, 2, 2), row(-1, -1, -1));
    assertPicture(
        apply(Conv2D.of(1, 3), f, x),
        row(1, 1, 0, 1, 1, 1),
        row(0, 0, 0, 0, 0, 0),
        row(-1, -2, -3, -2, -2, -1),
        row(3, 5, 6, 4, 4, 2),
        row(-2, -3, -3, -2, -2, -1),
        row(0, 0, 0, 1, 1, 1));
  }

  @Test
  void outputSizes() {
    assertSize(4, 4, full(1, 4, 4, 1), Conv2D.of(1, 3).padding(Padding.of(1)));
    assertSize(14, 16, full(1, 28, 32, 1), Conv2D.of(1, 5).strides(2).padding(Padding.of(2)));
    assertSize(2, 2, full(1, 11, 11, 1), Conv2D.of(1, 6).strides(4));
    assertSize(3, 3, full(1, 11, 11, 1), Conv2D.of(1, 6).strides(4).padding(SAME));
  }

  private void assertSize(int h, int w, HostTensor x, Conv2D layer) {
    assertEquals(Shape.of(h, w, 1), apply(layer, x).shape());
  }

  /** Of three rows of padding one lies before the picture and two after it, and so for columns. */
  @Test
  void paddingThatIsOddLiesAfterThePicture() {
    HostTensor y =
        apply(Conv2D.of(1, 6).strides(4).padding(SAME), full(1, 6, 6, 1, 1), full(1, 11, 11, 1));
    assertPicture(y, row(25, 30, 20), row(30, 36, 24), row(20, 24, 16));
  }

  @Test
  void whatDoesNotFitIsSaidWhereAskedToBeStrict() {
    HostTensor x = full(1, 7, 7, 1);
    assertEquals(Shape.of(2, 2, 1), apply(Conv2D.of(1, 3).strides(3), x).shape());
    String message =
        assertThrows(ShapeException.class, () -> apply(Conv2D.of(1, 3).strides(3).strict(true), x))
            .getMessage();
    assertTrue(message.startsWith("layer: ") && message.contains("7x7"), message);
  }

  @Test
  void depthComesFromTheNumberOfFilters() {
    HostTensor y =
        apply(Conv2D.of(10, 5).padding(Padding.of(2)), full(1, 5, 5, 3, 10), full(1, 32, 32, 3));
    assertEquals(Shape.of(32, 32, 10), y.shape());
    assertEquals(75, y.get((16 * 32 + 16) * 10));
    HostTensor narrow = apply(Conv2D.of(32, 1), full(1, 1, 1, 64, 32), full(1, 56, 56, 64));
    assertEquals(Shape.of(56, 56, 32), narrow.shape());
    assertEquals(64, narrow.get(0));
  }

  @Test
  void curveDetector() {
    float[] zeros = row(0, 0, 0, 0, 0, 0, 0);
    float[] down = row(0, 0, 0, 30, 0, 0, 0);
    HostTensor f =
        filter(row(0, 0, 0, 0, 0, 30, 0), row(0, 0, 0, 0, 30, 0, 0), down, down, down, down, zeros);
    float[] back = row(0, 0, 0, 50, 50, 0, 0);
    HostTensor curve =
        picture(
            row(0, 0, 0, 0, 0, 0, 30),
            row(0, 0, 0, 0, 50, 50, 50),
            row(0, 0, 0, 20, 50, 0, 0),
            back,
            back,
            back,
            back);
    assertPicture(apply(Conv2D.of(1, 7), f, curve), row(6600));
    HostTensor elsewhere =
        picture(
            zeros,
            row(0, 40, 0, 0, 0, 0, 0),
            row(40, 0, 40, 0, 0, 0, 0),
            row(40, 20, 0, 0, 0, 0, 0),
            row(0, 50, 0, 0, 0, 0, 0),
            row(0, 0, 50, 0, 0, 0, 0),
            row(25, 25, 0, 50, 0, 0, 0));
    assertPicture(apply(Conv2D.of(1, 7), f, elsewhere), row(0));
  }

  @Test
  void classicFilters() {
    float[][] gauss = {
      row(1, 4, 8, 4, 1),
      row(4, 16, 32, 16, 4),
      row(8, 32, 64, 32, 8),
      row(4, 16, 32, 16, 4),
      row(1, 4, 8, 4, 1)
    };
    float[][] point = rows(5, 0, 0, 0, 0, 0);
    point[2] = row(0, 0, 1, 0, 0);
    assertPicture(apply(Conv2D.of(1, 5).padding(SAME), filter(gauss), picture(point)), gauss);
    HostTensor ramp = picture(rows(4, 1, 2, 3, 4));
    HostTensor sobel = filter(row(-1, 0, 1), row(-2, 0, 2), row(-1, 0, 1));
    assertPicture(apply(Conv2D.of(1, 3), sobel, ramp), row(8, 8), row(8, 8));
    HostTensor laplace = filter(row(0, -1, 0), row(-1, 4, -1), row(0, -1, 0));
    assertPicture(apply(Conv2D.of(1, 3), laplace, ramp), row(0, 0), row(0, 0));
    HostTensor squares = picture(rows(3, 1, 4, 9, 16));
    assertPicture(apply(Conv2D.of(1, 3), laplace, squares), row(-2, -2));
  }

  /** Output channel 2 c + m comes from input channel c and from filter m of that channel. */
  @Test
  void depthwiseChannelsStandSideBySide() {
    HostTensor x = HostTensor.of(Shape.of(1, 2, 2), 1, 10, 2, 20);
    HostTensor f = HostTensor.of(Shape.of(1, 2, 1, 4), 1, 2, 3, 4, 5, 6, 7, 8);
    HostTensor y = apply(DepthwiseConv2D.of(1, 2).depthMultiplier(2), f, x);
    assertEquals(Shape.of(1, 1, 4), y.shape());
    assertArrayEquals(new float[] {11, 14, 170, 200}, y.toFloats());
  }
}
