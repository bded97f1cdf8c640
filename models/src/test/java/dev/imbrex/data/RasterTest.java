package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RasterTest {
  @Test
  void theSameSizeChangesNothing() {
    float[] v = {1, 2, 3, 4, 5, 6};
    assertArrayEquals(v, new Raster(2, 3, 1, v).fit(2, 3).values());
    assertArrayEquals(v, new Raster(1, 2, 3, v).fit(1, 2).values());
  }

  @Test
  void halvingAveragesWithNeighbours() {
    // A triangle two result pixels wide: weights 1, 3, 3, 1 inside, 3, 3, 1 at the edge.
    Raster r = new Raster(1, 4, 1, new float[] {0, 0, 0, 7});
    assertArrayEquals(new float[] {0, 3}, new Raster(1, 4, 1, r.values()).fit(1, 2).values());
  }

  @Test
  void doublingInterpolates() {
    Raster r = new Raster(2, 2, 1, new float[] {0, 4, 0, 4});
    assertArrayEquals(
        new float[] {0, 1, 3, 4, 0, 1, 3, 4, 0, 1, 3, 4, 0, 1, 3, 4}, r.fit(4, 4).values());
  }

  @Test
  void aWidePictureIsCentredAndFilledWithItsBorder() {
    Raster r = new Raster(1, 3, 1, new float[] {3, 6, 9});
    assertArrayEquals(new float[] {6, 6, 6, 3, 6, 9, 6, 6, 6}, r.fit(3, 3).values());
  }

  @Test
  void theBorderLeavesOutTheMiddle() {
    Raster r = new Raster(3, 3, 1, new float[] {1, 1, 1, 1, 100, 1, 1, 1, 1});
    assertEquals(1, r.borderMean());
    assertEquals(5, new Raster(1, 1, 1, new float[] {5}).borderMean());
  }

  /** Six columns of brightness 0, 10, … 50 in two rows. */
  private static Raster columns() {
    float[] values = new float[12];
    for (int i = 0; i < 12; i++) {
      values[i] = 10 * (i % 6);
    }
    return new Raster(2, 6, 1, values);
  }

  @Test
  void croppingKeepsTheMiddleInItsProportions() {
    assertArrayEquals(
        new float[] {20, 30, 20, 30}, columns().resized(2, 2, Resize.CROP).values(), 1e-4f);
    Raster high = columns().upright(6).resized(1, 1, Resize.CROP);
    assertEquals(25, high.values()[0], 1e-4f);
    assertArrayEquals(columns().values(), columns().resized(2, 6, Resize.CROP).values(), 1e-4f);
  }

  @Test
  void stretchingKeepsAllOfThePicture() {
    assertArrayEquals(
        new float[] {columnsMean(0, 3), columnsMean(3, 6)},
        columns().resized(1, 2, Resize.STRETCH).values(),
        4f);
    assertEquals(4 * 3, columns().resized(4, 3, Resize.STRETCH).values().length);
  }

  private static float columnsMean(int from, int to) {
    return 10 * (from + to - 1) / 2f;
  }
}
