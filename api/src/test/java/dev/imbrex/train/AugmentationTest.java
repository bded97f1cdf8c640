package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.tensor.Philox;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Shape SHAPE = Shape.of(3, 4, 2);

  private static float[] picture() {
    float[] p = new float[SHAPE.intSize()];
    for (int i = 0; i < p.length; i++) {
      p[i] = i + 1;
    }
    return p;
  }

  private static float at(float[] p, int y, int x, int c) {
    boolean inside = y >= 0 && y < 3 && x >= 0 && x < 4;
    return inside ? p[(y * 4 + x) * 2 + c] : -9;
  }

  @Test
  void shiftMovesEveryPixelAndFillsTheRest() {
    for (int down = -4; down <= 4; down++) {
      for (int right = -5; right <= 5; right++) {
        float[] p = picture();
        PictureAugmentations.shift(p, SHAPE, down, right, -9);
        for (int i = 0; i < p.length; i++) {
          int c = i % 2;
          int x = i / 2 % 4;
          int y = i / 8;
          assertEquals(at(picture(), y - down, x - right, c), p[i], down + " " + right + " " + i);
        }
      }
    }
  }

  @Test
  void flipMirrorsAboutHalfOfThePictures() {
    Draws draws = new Draws(1, Draws.AUGMENT);
    int mirrored = 0;
    for (int i = 0; i < 1000; i++) {
      draws.at(0, i);
      float[] p = picture();
      Augmentation.flip().apply(p, SHAPE, draws);
      if (!Arrays.equals(p, picture())) {
        mirrored++;
        assertArrayEquals(new float[] {7, 8, 5, 6, 3, 4, 1, 2}, Arrays.copyOf(p, 8));
      }
    }
    assertTrue(mirrored > 430 && mirrored < 570, mirrored + " of 1000");
  }

  @Test
  void shiftReachesEveryOffset() {
    Draws draws = new Draws(1, Draws.AUGMENT);
    Set<Float> centres = new HashSet<>();
    Shape shape = Shape.of(3, 3, 1);
    for (int i = 0; i < 200; i++) {
      draws.at(0, i);
      float[] p = {1, 2, 3, 4, 5, 6, 7, 8, 9};
      Augmentation.shift(1).apply(p, shape, draws);
      centres.add(p[4]);
    }
    assertEquals(9, centres.size());
  }

  @Test
  void drawsDependOnThePlaceAlone() {
    Draws a = new Draws(3, Draws.AUGMENT);
    a.at(1, 2);
    int first = a.bits();
    a.bits();
    a.at(1, 3);
    int other = a.bits();
    a.at(1, 2);
    assertEquals(first, a.bits());
    assertTrue(first != other);
  }

  @Test
  void picturesAreRequired() {
    Draws draws = new Draws(1, Draws.AUGMENT);
    assertThrows(
        ShapeException.class, () -> Augmentation.shift(1).apply(new float[4], Shape.of(4), draws));
    assertThrows(IllegalArgumentException.class, () -> Augmentation.shift(-1));
  }

  @Test
  void belowGivesEveryNumberAboutEquallyOften() {
    Draws draws = new Draws(1, Draws.SHUFFLE);
    int[] counts = new int[7];
    for (int i = 0; i < 7000; i++) {
      counts[draws.below(7)]++;
    }
    for (int n : counts) {
      assertTrue(n > 850 && n < 1150, Arrays.toString(counts));
    }
  }

  @Test
  void permutationHoldsEveryNumberOnce() {
    int[] order = new int[100];
    new Draws(1, Draws.SHUFFLE).permutation(order);
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < 100; i++) {
      assertEquals(i, sorted[i]);
    }
    assertTrue(!Arrays.equals(order, sorted));
  }

  private static Draws draws(int example) {
    Draws d = new Draws(1, Draws.AUGMENT);
    d.at(0, example);
    return d;
  }

  @Test
  void cropTakesWhatComesInFromTheMirrorImage() {
    float[] p = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    PictureAugmentations.crop(p, Shape.of(3, 3, 1), 1, -1);
    assertArrayEquals(new float[] {5, 6, 5, 2, 3, 2, 5, 6, 5}, p);
    for (int far = -9; far <= 9; far++) {
      float[] one = {1, 2, 3};
      PictureAugmentations.crop(one, Shape.of(1, 3, 1), far, 0);
      assertArrayEquals(new float[] {1, 2, 3}, one);
    }
  }

  @Test
  void cropReachesEveryOffset() {
    Set<Float> centres = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      float[] p = {1, 2, 3, 4, 5, 6, 7, 8, 9};
      Augmentation.crop(1).apply(p, Shape.of(3, 3, 1), draws(i));
      centres.add(p[4]);
    }
    assertEquals(9, centres.size());
  }

  @Test
  void aQuarterTurnMovesEveryPixelClockwise() {
    float[] p = {1, 10, 2, 20, 3, 30, 4, 40};
    PictureAugmentations.rotate(p, Shape.of(2, 2, 2), 90, -1);
    assertArrayEquals(new float[] {3, 30, 1, 10, 4, 40, 2, 20}, p, 1e-5f);
  }

  @Test
  void aSmallTurnInterpolatesAndFillsTheCorners() {
    Shape shape = Shape.of(9, 9, 1);
    float[] p = new float[81];
    Arrays.fill(p, 1);
    PictureAugmentations.rotate(p, shape, 45, 0);
    assertEquals(0, p[0]);
    assertEquals(1, p[40], 1e-6f);
    assertTrue(p[2] > 0 && p[2] < 1, Arrays.toString(p));
    float[] still = picture();
    PictureAugmentations.rotate(still, SHAPE, 0, -9);
    assertArrayEquals(picture(), still);
  }

  @Test
  void rotateTurnsInBothDirectionsWithinItsLimit() {
    int up = 0;
    for (int i = 0; i < 200; i++) {
      float[] p = new float[81];
      p[4 * 9 + 8] = 1;
      Augmentation.rotate(20, 0).apply(p, Shape.of(9, 9, 1), draws(i));
      float above = p[2 * 9 + 7] + p[2 * 9 + 8] + p[3 * 9 + 7] + p[3 * 9 + 8];
      float below = p[6 * 9 + 7] + p[6 * 9 + 8] + p[5 * 9 + 7] + p[5 * 9 + 8];
      up += above > below ? 1 : 0;
      assertEquals(0, p[0 * 9 + 8] + p[8 * 9 + 8] + p[4], "turned too far");
    }
    assertTrue(up > 70 && up < 130, up + " of 200");
  }

  @Test
  void noiseHasItsDeviationInSharesOfTheRange() {
    Shape shape = Shape.of(100, 100, 2);
    PixelRange range = new PixelRange(List.of(-10.0, -1.0), List.of(10.0, 1.0));
    float[] p = new float[shape.intSize()];
    Augmentation.noise(0.05, range).apply(p, shape, draws(0));
    double[] squares = new double[2];
    double[] sums = new double[2];
    for (int i = 0; i < p.length; i++) {
      sums[i % 2] += p[i];
      squares[i % 2] += p[i] * p[i];
    }
    assertEquals(1.0, Math.sqrt(squares[0] / 10_000), 0.03);
    assertEquals(0.1, Math.sqrt(squares[1] / 10_000), 0.003);
    assertEquals(0, sums[0] / 10_000, 0.04);
  }

  @Test
  void brightnessChangesAWholePictureAndStaysBetweenBlackAndWhite() {
    Shape shape = Shape.of(1, 2, 1);
    float least = 1;
    float most = 0;
    for (int i = 0; i < 300; i++) {
      float[] p = {0.5f, 0.9f};
      Augmentation.brightness(0.2, PixelRange.unit(1)).apply(p, shape, draws(i));
      assertEquals(Math.min(1, p[0] + 0.4f), p[1], 1e-6f);
      least = Math.min(least, p[0]);
      most = Math.max(most, p[0]);
    }
    assertEquals(0.3, least, 0.01);
    assertEquals(0.7, most, 0.01);
  }

  @Test
  void cutoutCoversASquareThatMayHangOverTheEdge() {
    Set<Integer> sizes = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      float[] p = new float[5 * 6 * 2];
      Arrays.fill(p, 1);
      Augmentation.cutout(3, -9).apply(p, Shape.of(5, 6, 2), draws(i));
      int covered = 0;
      for (int k = 0; k < p.length; k += 2) {
        assertEquals(p[k], p[k + 1]);
        covered += p[k] == -9 ? 1 : 0;
      }
      sizes.add(covered);
    }
    assertEquals(Set.of(4, 6, 9), sizes);
    float[] p = {1, 2};
    Augmentation.cutout(Integer.MAX_VALUE, 0).apply(p, Shape.of(1, 2, 1), draws(0));
    assertEquals(0, p[0] * p[1]);
  }

  @Test
  void drawsAreThoseOfTheGenerator() {
    Draws d = new Draws(0x123456789L, Draws.AUGMENT);
    d.at(7, 8);
    for (int i = 0; i < 11; i++) {
      assertEquals(Philox.word(i, Draws.AUGMENT, 0x23456789, 1, 7, 8), d.bits());
    }
  }

  @Test
  void normalDrawsDependOnThePlaceAlone() {
    Draws d = draws(3);
    double first = d.normal();
    d.at(0, 4);
    d.at(0, 3);
    assertEquals(first, d.normal());
  }

  @Test
  void wrongAmountsAreRefused() {
    PixelRange unit = PixelRange.unit(1);
    assertThrows(IllegalArgumentException.class, () -> Augmentation.crop(-1));
    assertThrows(IllegalArgumentException.class, () -> Augmentation.rotate(181, 0));
    assertThrows(IllegalArgumentException.class, () -> Augmentation.noise(Double.NaN, unit));
    assertThrows(IllegalArgumentException.class, () -> Augmentation.brightness(-0.1, unit));
    assertThrows(IllegalArgumentException.class, () -> Augmentation.cutout(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new PixelRange(List.of(1.0), List.of(1.0)));
    assertThrows(
        ShapeException.class,
        () -> Augmentation.noise(0.1, unit).apply(new float[3], Shape.of(1, 1, 3), draws(0)));
  }
}
