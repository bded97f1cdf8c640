package dev.imbrex.cpu.textbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.eager.Tensor;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Convolution and padding as courses work them by hand. */
class ConvolutionTest extends EagerOnEachBackend {

  private Tensor oneToNine() {
    return picture(row(1, 2, 3), row(4, 5, 6), row(7, 8, 9));
  }

  private Tensor ones(int... dims) {
    return scope().full(TensorType.f32(dims), 1);
  }

  private Tensor counting(int... dims) {
    Shape s = Shape.of(dims);
    float[] v = new float[s.intSize()];
    IntStream.range(0, v.length).forEach(i -> v[i] = i % 11 - 5);
    return scope().tensor(s, v);
  }

  @Test
  void oneToNineWithAFilterOfOnes() {
    Tensor f = ones(2, 2, 1, 1);
    assertPicture(oneToNine().conv2d(f, 1, Padding.VALID), row(12, 16), row(24, 28));
    assertPicture(
        oneToNine().conv2d(f, 1, Padding.SAME), row(12, 16, 9), row(24, 28, 15), row(15, 17, 9));
  }

  @Test
  void threeFiltersGiveThreeMaps() {
    float[] f = new float[12];
    for (int i = 0; i < 12; i += 3) {
      f[i] = 1;
      f[i + 1] = 10;
      f[i + 2] = -1;
    }
    Tensor y = oneToNine().conv2d(scope().tensor(Shape.of(2, 2, 1, 3), f), 1, Padding.SAME);
    float[] map = {12, 16, 9, 24, 28, 15, 15, 17, 9};
    float[] expected = new float[27];
    for (int i = 0; i < 9; i++) {
      expected[3 * i] = map[i];
      expected[3 * i + 1] = 10 * map[i];
      expected[3 * i + 2] = -map[i];
    }
    assertEquals(Shape.of(1, 3, 3, 3), y.shape());
    assertArrayEquals(expected, y.toArray());
  }

  @Test
  void rowsOfTheirOwnNumberWithStridesOneAndTwo() {
    float[][] rows = new float[7][];
    for (int r = 0; r < 7; r++) {
      rows[r] = rows(1, r + 1, r + 1, r + 1, r + 1, r + 1, r + 1, r + 1)[0];
    }
    Tensor x = picture(rows);
    Tensor f = filter(row(0, 0, 0), row(1, 1, 1), row(2, 2, 2));
    assertPicture(
        x.conv2d(f, 1, Padding.VALID),
        row(24, 24, 24, 24, 24),
        row(33, 33, 33, 33, 33),
        row(42, 42, 42, 42, 42),
        row(51, 51, 51, 51, 51),
        row(60, 60, 60, 60, 60));
    assertPicture(x.conv2d(f, 2, Padding.VALID), row(24, 24, 24), row(42, 42, 42), row(60, 60, 60));
  }

  @Test
  void zeroPaddingShowsAtTheBorder() {
    assertPicture(
        ones(1, 5, 5, 1).conv2d(ones(3, 3, 1, 1), 1, Padding.of(1)),
        row(4, 6, 6, 6, 4),
        row(6, 9, 9, 9, 6),
        row(6, 9, 9, 9, 6),
        row(6, 9, 9, 9, 6),
        row(4, 6, 6, 6, 4));
  }

  @Test
  void aFilterAsLargeAsThePictureGivesOneNumber() {
    Tensor x = picture(row(1, 5, 4, 3), row(8, 4, 1, 4), row(1, 2, 3, 3), row(6, 5, 3, 1));
    Tensor f = filter(row(1, 1, 1, 1), row(-1, -1, -1, -1), row(2, 2, 2, 2), row(3, 3, 3, 3));
    assertPicture(x.conv2d(f, 1, Padding.VALID), row(59));
  }

  @Test
  void binaryPictureWithACross() {
    Tensor x =
        picture(
            row(1, 1, 1, 0, 0),
            row(0, 1, 1, 1, 0),
            row(0, 0, 1, 1, 1),
            row(0, 0, 1, 1, 0),
            row(0, 1, 1, 0, 0));
    Tensor f = filter(row(1, 0, 1), row(0, 1, 0), row(1, 0, 1));
    assertPicture(x.conv2d(f, 1, Padding.VALID), row(4, 3, 4), row(2, 4, 3), row(2, 3, 4));
  }

  @Test
  void horizontalLinesOfAFour() {
    float[] empty = row(0, 0, 0, 0, 0, 0, 0, 0);
    float[] top = row(0, 1, 0, 0, 0, 1, 0, 0);
    float[] stem = row(0, 0, 0, 0, 0, 1, 0, 0);
    Tensor x = picture(empty, top, top, top, row(0, 1, 1, 1, 1, 1, 1, 0), stem, stem, empty);
    Tensor f = filter(row(-1, -1, -1), row(2, 2, 2), row(-1, -1, -1));
    assertPicture(
        x.conv2d(f, 1, Padding.VALID),
        row(1, 1, 0, 1, 1, 1),
        row(0, 0, 0, 0, 0, 0),
        row(-1, -2, -3, -2, -2, -1),
        row(3, 5, 6, 4, 4, 2),
        row(-2, -3, -3, -2, -2, -1),
        row(0, 0, 0, 1, 1, 1));
  }

  @Test
  void outputSizes() {
    assertSize(4, 4, ones(1, 4, 4, 1), 3, 1, Padding.of(1));
    assertSize(14, 16, ones(1, 28, 32, 1), 5, 2, Padding.of(2));
    assertSize(2, 2, ones(1, 11, 11, 1), 6, 4, Padding.VALID);
    assertSize(3, 3, ones(1, 11, 11, 1), 6, 4, Padding.SAME);
    WindowGeometry same = Window.of(6, 4, Padding.SAME).on(11, 11);
    assertEquals(1, same.padTop());
    assertEquals(2, same.padBottom());
    assertEquals(1, same.padLeft());
    assertEquals(2, same.padRight());
  }

  private void assertSize(int h, int w, Tensor x, int kernel, int stride, Padding padding) {
    Tensor y = x.conv2d(ones(kernel, kernel, 1, 1), stride, padding);
    assertEquals(Shape.of(1, h, w, 1), y.shape());
  }

  @Test
  void whatDoesNotFitIsSaidWhereAskedToBeStrict() {
    Window w = Window.of(3, 3, Padding.VALID);
    assertEquals(2, w.on(7, 7).outH());
    String message = assertThrows(ShapeException.class, () -> w.exactlyOn(7, 7)).getMessage();
    assertTrue(message.contains("3x3") && message.contains("7x7"), message);
  }

  @Test
  void depthComesFromTheNumberOfFilters() {
    Tensor filters = ones(5, 5, 3, 10);
    Tensor y = ones(1, 32, 32, 3).conv2d(filters, 1, Padding.of(2));
    assertEquals(Shape.of(1, 32, 32, 10), y.shape());
    assertEquals(760, filters.shape().size() + 10, "weights and biases");
    assertEquals(75, y.toArray()[(16 * 32 + 16) * 10]);
    Tensor narrow = ones(1, 56, 56, 64).conv2d(ones(1, 1, 64, 32), 1, Padding.VALID);
    assertEquals(Shape.of(1, 56, 56, 32), narrow.shape());
    assertEquals(64, narrow.toArray()[0]);
  }

  /** Column j of the matrix is what filter j, which is 1 at place j and else 0, gives. */
  private Tensor unitFilters() {
    float[] identity = new float[75 * 75];
    IntStream.range(0, 75).forEach(i -> identity[i * 75 + i] = 1);
    return scope().tensor(Shape.of(5, 5, 3, 75), identity);
  }

  @Test
  void im2colIsTheConvolutionWithUnitFilters() {
    for (int batch : new int[] {1, 10}) {
      Tensor x = counting(batch, 7, 7, 3);
      Tensor columns = x.conv2d(unitFilters(), 1, Padding.VALID).reshape(9 * batch, 75);
      assertEquals(Shape.of(9 * batch, 75), columns.shape());
      float[] in = x.toArray();
      float[] out = columns.toArray();
      for (int p = 0; p < 9; p++) {
        for (int i = 0; i < 75; i++) {
          int h = p / 3 + i / 15;
          int w = p % 3 + i / 3 % 5;
          assertEquals(in[(h * 7 + w) * 3 + i % 3], out[p * 75 + i]);
        }
      }
    }
  }

  @Test
  void col2imIsTheAdjointOfIm2col() {
    Tensor x = counting(10, 7, 7, 3);
    Tensor y = counting(10, 3, 3, 75);
    Tensor columns = x.conv2d(unitFilters(), 1, Padding.VALID);
    Tensor back =
        y.apply(new Conv2dInputGrad(Window.of(5, 1, Padding.VALID), 1, 7, 7), unitFilters());
    assertEquals(x.shape(), back.shape());
    assertArrayEquals(columns.mul(y).sum().toArray(), x.mul(back).sum().toArray());
  }

  @Test
  void curveDetector() {
    float[] zeros = row(0, 0, 0, 0, 0, 0, 0);
    float[] down = row(0, 0, 0, 30, 0, 0, 0);
    Tensor f =
        filter(row(0, 0, 0, 0, 0, 30, 0), row(0, 0, 0, 0, 30, 0, 0), down, down, down, down, zeros);
    float[] back = row(0, 0, 0, 50, 50, 0, 0);
    Tensor curve =
        picture(
            row(0, 0, 0, 0, 0, 0, 30),
            row(0, 0, 0, 0, 50, 50, 50),
            row(0, 0, 0, 20, 50, 0, 0),
            back,
            back,
            back,
            back);
    assertPicture(curve.conv2d(f, 1, Padding.VALID), row(6600));
    Tensor elsewhere =
        picture(
            zeros,
            row(0, 40, 0, 0, 0, 0, 0),
            row(40, 0, 40, 0, 0, 0, 0),
            row(40, 20, 0, 0, 0, 0, 0),
            row(0, 50, 0, 0, 0, 0, 0),
            row(0, 0, 50, 0, 0, 0, 0),
            row(25, 25, 0, 50, 0, 0, 0));
    assertPicture(elsewhere.conv2d(f, 1, Padding.VALID), row(0));
  }

  @Test
  void gaussianFilterBlurs() {
    float[][] kernel = {
      row(1, 4, 8, 4, 1),
      row(4, 16, 32, 16, 4),
      row(8, 32, 64, 32, 8),
      row(4, 16, 32, 16, 4),
      row(1, 4, 8, 4, 1)
    };
    float[][] point = rows(5, 0, 0, 0, 0, 0);
    point[2] = row(0, 0, 1, 0, 0);
    assertPicture(picture(point).conv2d(filter(kernel), 1, Padding.SAME), kernel);
    assertPicture(ones(1, 5, 5, 1).conv2d(filter(kernel), 1, Padding.VALID), row(324));
  }

  @Test
  void sobelFilterIsAFirstDerivative() {
    Tensor ramp = picture(rows(4, 1, 2, 3, 4));
    Tensor across = filter(row(-1, 0, 1), row(-2, 0, 2), row(-1, 0, 1));
    Tensor down = filter(row(-1, -2, -1), row(0, 0, 0), row(1, 2, 1));
    assertPicture(ramp.conv2d(across, 1, Padding.VALID), row(8, 8), row(8, 8));
    assertPicture(ramp.conv2d(down, 1, Padding.VALID), row(0, 0), row(0, 0));
  }

  @Test
  void laplacianFilterIsASecondDerivative() {
    Tensor f = filter(row(0, -1, 0), row(-1, 4, -1), row(0, -1, 0));
    Tensor ramp = picture(rows(3, 1, 2, 3, 4));
    assertPicture(ramp.conv2d(f, 1, Padding.VALID), row(0, 0));
    Tensor squares = picture(rows(3, 1, 4, 9, 16));
    assertPicture(squares.conv2d(f, 1, Padding.VALID), row(-2, -2));
  }
}
