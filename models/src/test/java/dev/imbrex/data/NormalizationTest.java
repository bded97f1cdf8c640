package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imbrex.io.Json;
import dev.imbrex.io.ModelFormatException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NormalizationTest {
  private static Pictures twoPixels(int... bytes) {
    byte[] b = new byte[bytes.length];
    for (int i = 0; i < b.length; i++) {
      b[i] = (byte) bytes[i];
    }
    return new Pictures(1, 1, 2, List.of("a"), b, new byte[bytes.length / 2]);
  }

  @Test
  void standardizedChannelsHaveMeanZeroAndDeviationOne() {
    Normalization n = Normalization.standardize(twoPixels(0, 7, 255, 7, 255, 7, 0, 7));
    assertEquals(List.of(0.5, 7 / 255.0), n.mean());
    assertEquals(List.of(0.5, 1.0), n.deviation());
    assertArrayEquals(new float[] {-1, 0, 1, 0}, n.apply(new byte[] {0, 7, (byte) 255, 7}));
  }

  @Test
  void aDataSetReadsWhatPredictionDoes() {
    Pictures p = twoPixels(0, 7, 255, 9, 20, 200);
    Normalization n = Normalization.standardize(p);
    PictureDataset d = new PictureDataset("x", p, n);
    float[] x = new float[2];
    for (int i = 0; i < 3; i++) {
      d.read(i, x, 0);
      assertArrayEquals(n.apply(p.picture(i)), x);
    }
  }

  @Test
  void pixelsAreTheOppositeOfWhatANetworkSees() {
    Normalization n = Normalization.standardize(twoPixels(0, 7, 255, 9, 20, 200));
    byte[] all = new byte[512];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i / 2);
    }
    assertArrayEquals(all, n.pixels(n.apply(all)));
    assertArrayEquals(new byte[] {0, -1}, n.pixels(new float[] {-99, 99}), "the nearest there is");
  }

  @Test
  void itIsReadBackFromAFileAsItWas() {
    Normalization n = Normalization.standardize(twoPixels(1, 7, 255, 9, 20, 200));
    assertEquals(n, Normalization.fromConfig(Json.parseMap("x", Json.line(n.config()))));
  }

  @Test
  void wrongNumbersAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Normalization(List.of(0.0), List.of(0.0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PictureDataset("x", twoPixels(1, 2), Normalization.unit(3)));
    assertThrows(
        ModelFormatException.class, () -> Normalization.fromConfig(Map.of("mean", List.of(0.0))));
  }
}
