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
}
