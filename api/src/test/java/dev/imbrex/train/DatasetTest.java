package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static final Shape SHAPE = Shape.of(2);

  /** Example i has the features 10 i and 10 i + 1 and the label i mod classes. */
  private static Dataset counting(int size, int classes) {
    float[] features = new float[2 * size];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      features[2 * i] = 10 * i;
      features[2 * i + 1] = 10 * i + 1;
      labels[i] = i % classes;
    }
    return Dataset.of("counting", SHAPE, Dataset.numberedClasses(classes), features, labels);
  }

  private static float[] read(Dataset d, int index) {
    float[] f = new float[d.exampleShape().intSize()];
    d.read(index, f, 0);
    return f;
  }

  @Test
  void readCopiesAnExampleToTheOffset() {
    float[] dst = {-1, -1, -1, -1};
    counting(4, 2).read(3, dst, 1);
    assertArrayEquals(new float[] {-1, 30, 31, -1}, dst);
  }

  @Test
  void takeAndSubsetKeepFeaturesAndLabelsTogether() {
    Dataset d = counting(10, 3).take(8).subset(7, 2);
    assertEquals(2, d.size());
    assertArrayEquals(new float[] {70, 71}, read(d, 0));
    assertEquals(1, d.label(0));
    assertArrayEquals(new float[] {20, 21}, read(d, 1));
    assertEquals(2, d.label(1));
    assertEquals(3, d.classes());
  }

  @Test
  void partsOutOfRangeAreRefused() {
    Dataset d = counting(4, 2);
    assertThrows(IllegalArgumentException.class, () -> d.take(5));
    assertThrows(IllegalArgumentException.class, () -> d.take(0));
    assertThrows(IllegalArgumentException.class, () -> d.subset(4));
    assertThrows(IllegalArgumentException.class, () -> d.subset());
    assertThrows(IllegalArgumentException.class, () -> d.split(1, 1));
  }

  @Test
  void mapChangesOnlyTheExamplesOwnNumbers() {
    Dataset d =
        counting(3, 1)
            .map(
                (f, at, n) -> {
                  for (int i = at; i < at + n; i++) {
                    f[i] *= 2;
                  }
                });
    float[] dst = {7, 7, 7, 7};
    d.read(1, dst, 2);
    assertArrayEquals(new float[] {7, 7, 20, 22}, dst);
  }

  @Test
  void reshapeKeepsTheSize() {
    Dataset d = counting(3, 1);
    assertEquals(Shape.of(1, 2, 1), d.reshape(Shape.of(1, 2, 1)).exampleShape());
    assertThrows(ShapeException.class, () -> d.reshape(Shape.of(3)));
  }

  @Test
  void splitKeepsTheProportionOfEachClassAndLosesNothing() {
    Dataset d = counting(40, 4);
    Dataset.Split s = d.split(0.7, 5);
    TreeSet<Float> seen = new TreeSet<>();
    for (Dataset part : List.of(s.first(), s.second())) {
      int[] perClass = new int[4];
      for (int i = 0; i < part.size(); i++) {
        assertTrue(seen.add(read(part, i)[0]));
        assertEquals((int) read(part, i)[0] / 10 % 4, part.label(i));
        perClass[part.label(i)]++;
      }
      int each = part == s.first() ? 7 : 3;
      assertArrayEquals(new int[] {each, each, each, each}, perClass);
    }
    assertEquals(40, seen.size());
  }

  @Test
  void splitDependsOnTheSeedAlone() {
    Dataset d = counting(40, 4);
    assertArrayEquals(features(d.split(0.5, 1).first()), features(d.split(0.5, 1).first()));
    assertTrue(
        !Arrays.equals(features(d.split(0.5, 1).first()), features(d.split(0.5, 2).first())));
  }

  private static float[] features(Dataset d) {
    float[] all = new float[2 * d.size()];
    for (int i = 0; i < d.size(); i++) {
      d.read(i, all, 2 * i);
    }
    return all;
  }

  @Test
  void augmentationsAddUpAndAreKeptByParts() {
    Augmentation plusOne = (f, shape, draws) -> f[0] += 1;
    Augmentation timesTwo = (f, shape, draws) -> f[0] *= 2;
    Dataset d = counting(4, 2).augmented(plusOne).augmented(timesTwo).take(2);
    float[] f = read(d, 1);
    assertEquals(10, f[0], "reading does not augment");
    d.augmentation().apply(f, SHAPE, new Draws(0, Draws.AUGMENT));
    assertEquals(22, f[0]);
  }

  @Test
  void inMemoryChecksSizesAndLabels() {
    List<String> names = List.of("a", "b");
    assertThrows(
        ShapeException.class, () -> Dataset.of("d", SHAPE, names, new float[3], new int[] {0, 1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> Dataset.of("d", SHAPE, names, new float[4], new int[] {0, 2}));
  }
}
