package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.Arrays;
import java.util.HashSet;
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
}
