package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Dataset;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DigitsTest {
  @Test
  void theBytesAreTheSameOnEveryMachineAndJavaVersion() throws Exception {
    MessageDigest sum = MessageDigest.getInstance("SHA-256");
    for (Part part : Part.values()) {
      Pictures p = Digits.load(part);
      for (int i = 0; i < p.count(); i++) {
        sum.update(p.picture(i));
        sum.update((byte) p.label(i));
      }
    }
    assertEquals(
        "93a141129133de5bff848774c474c3efb891cacce483710e1939ff51e9a0ec71",
        HexFormat.of().formatHex(sum.digest()));
  }

  @Test
  void aPictureDependsOnItsIndexAndNotOnHowManyAreDrawn() {
    Pictures few = Digits.draw(Part.TRAIN, 30, 7);
    Pictures more = Digits.draw(Part.TRAIN, 60, 7);
    for (int i = 0; i < few.count(); i++) {
      assertArrayEquals(few.picture(i), more.picture(i));
    }
  }

  @Test
  void seedsAndPartsHaveDifferentPictures() {
    Pictures a = Digits.draw(Part.TRAIN, 20, 1);
    Pictures b = Digits.draw(Part.TRAIN, 20, 2);
    Pictures c = Digits.draw(Part.TEST, 20, 1);
    for (int i = 0; i < 20; i++) {
      assertFalse(Arrays.equals(a.picture(i), b.picture(i)));
      assertFalse(Arrays.equals(a.picture(i), c.picture(i)));
      assertFalse(Arrays.equals(a.picture(i), a.picture((i + 10) % 20)));
    }
  }

  @Test
  void everyDigitIsEquallyFrequentAndHasInk() {
    Pictures p = Digits.draw(Part.TEST, 500, Digits.SEED);
    assertEquals(10, p.classes().size());
    for (int digit = 0; digit < 10; digit++) {
      int d = digit;
      assertEquals(50, IntStream.range(0, 500).filter(i -> p.label(i) == d).count());
    }
    for (int i = 0; i < 500; i++) {
      int picture = i;
      long bright = IntStream.range(0, 784).filter(k -> p.pixel(picture, k) > 100).count();
      assertTrue(bright >= 12 && bright < 400, "picture " + i + " has " + bright + " of ink");
    }
    assertTrue(p.borderMean() < 20);
  }

  @Test
  void theDataSetsHaveNumbersFromZeroToOne() {
    Dataset test = Digits.test();
    assertEquals(Digits.TEST_COUNT, test.size());
    assertEquals(Shape.of(28, 28, 1), test.exampleShape());
    assertEquals("digits test", test.name());
    float[] x = new float[784 + 3];
    test.read(3, x, 2);
    Pictures p = Digits.load(Part.TEST);
    for (int k = 0; k < 784; k++) {
      assertEquals((float) (p.pixel(3, k) / 255.0), x[2 + k]);
    }
    assertEquals(3, test.label(3));
  }
}
