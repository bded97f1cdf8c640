package dev.imbrex.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class InitializerTest {
  private static final int MANY = 200_000;
  private static final Fans FANS = new Fans(300, 100);

  private static double[] draw(Initializer i, Fans fans, int n) {
    DoubleSupplier values = i.values(fans, new RandomStream(42, 7));
    double[] a = new double[n];
    Arrays.setAll(a, k -> values.getAsDouble());
    return a;
  }

  private static double mean(double[] a) {
    return Arrays.stream(a).average().orElseThrow();
  }

  private static double variance(double[] a) {
    double m = mean(a);
    return Arrays.stream(a).map(x -> (x - m) * (x - m)).average().orElseThrow();
  }

  /** Mean and variance of many draws; their own deviations allow five times. */
  private static void assertMoments(Initializer i, double mean, double variance) {
    double[] a = draw(i, FANS, MANY);
    assertEquals(mean, mean(a), 5 * Math.sqrt(variance / MANY));
    assertEquals(variance, variance(a), 5 * variance * Math.sqrt(2.0 / MANY));
  }

  @Test
  void momentsAreThoseOfTheFormulas() {
    assertMoments(Initializer.GLOROT_UNIFORM, 0, 2.0 / 400);
    assertMoments(Initializer.GLOROT_NORMAL, 0, 2.0 / 400);
    assertMoments(Initializer.HE_UNIFORM, 0, 2.0 / 300);
    assertMoments(Initializer.HE_NORMAL, 0, 2.0 / 300);
    assertMoments(Initializer.LECUN_UNIFORM, 0, 1.0 / 300);
    assertMoments(Initializer.LECUN_NORMAL, 0, 1.0 / 300);
    assertMoments(Initializer.normal(0, 0.01), 0, 1e-4);
    assertMoments(Initializer.normal(3, 2), 3, 4);
    assertMoments(Initializer.uniform(-1, 3), 1, 16.0 / 12);
    assertMoments(
        new VarianceScaling(
            1, VarianceScaling.Mode.FAN_OUT, VarianceScaling.Distribution.UNTRUNCATED_NORMAL),
        0,
        1.0 / 100);
  }

  @Test
  void uniformStaysWithinTheLimit() {
    double limit = Math.sqrt(6.0 / 400);
    double[] a = draw(Initializer.GLOROT_UNIFORM, FANS, MANY);
    assertTrue(Arrays.stream(a).allMatch(x -> Math.abs(x) < limit));
    assertTrue(Arrays.stream(a).anyMatch(x -> Math.abs(x) > 0.999 * limit));
  }

  @Test
  void truncatedNormalStaysWithinTwoDeviationsOfTheUncutDistribution() {
    double[] a = draw(Initializer.truncatedNormal(1, 0.5), FANS, MANY);
    assertTrue(Arrays.stream(a).allMatch(x -> Math.abs(x - 1) <= 1));
    assertTrue(Arrays.stream(a).anyMatch(x -> Math.abs(x - 1) > 0.99));
    double cut = 2 * Math.sqrt(2.0 / 300) / 0.87962566103423978;
    double[] he = draw(Initializer.HE_NORMAL, FANS, MANY);
    assertTrue(Arrays.stream(he).allMatch(x -> Math.abs(x) <= cut));
    assertTrue(Arrays.stream(he).anyMatch(x -> Math.abs(x) > 0.99 * cut));
  }

  @Test
  void normalReachesBeyondTwoDeviationsAsOftenAsItShould() {
    double[] a = draw(Initializer.normal(0, 1), FANS, MANY);
    double share = Arrays.stream(a).filter(x -> Math.abs(x) > 2).count() / (double) MANY;
    assertEquals(0.0455, share, 0.0025);
  }

  @Test
  void constantsAreConstant() {
    assertArrayEquals(new double[] {0, 0}, draw(Initializer.ZEROS, FANS, 2));
    assertArrayEquals(new double[] {1, 1}, draw(Initializer.ONES, FANS, 2));
    assertArrayEquals(new double[] {0.25, 0.25}, draw(Initializer.constant(0.25), FANS, 2));
  }

  /** These bits must never change: stored runs are repeated by seed. */
  @Test
  void oneSeedGivesTheSameBitsEverywhere() {
    assertArrayEquals(
        new double[] {0.7464155085617676, 0.9529899671906605, 0.2728232851950452},
        draw(Initializer.uniform(0, 1), FANS, 3));
    assertArrayEquals(
        new double[] {0.7316960210128257, -0.2226356587161409, -1.4558861349280183},
        draw(Initializer.normal(0, 1), FANS, 3));
  }

  @Test
  void seedsAndStreamsAreIndependent() {
    double first = new RandomStream(1, 0).uniform();
    assertEquals(first, new RandomStream(1, 0).uniform());
    assertFalse(first == new RandomStream(2, 0).uniform());
    assertFalse(first == new RandomStream(1, 1).uniform());
    assertFalse(first == new RandomStream(1L + (1L << 32), 0).uniform());
  }

  @Test
  void fansFollowKeras() {
    assertEquals(new Fans(5 * 5 * 6, 5 * 5 * 16), Fans.of(Shape.of(5, 5, 6, 16)));
    assertEquals(new Fans(400, 120), Fans.of(Shape.of(400, 120)));
    assertEquals(new Fans(120, 120), Fans.of(Shape.of(120)));
    assertEquals(new Fans(1, 1), Fans.of(Shape.scalar()));
  }

  @Test
  void mapsMakeTheSameInitialiserAgain() {
    for (Initializer i :
        List.of(
            Initializer.ONES,
            Initializer.normal(1, 2),
            Initializer.truncatedNormal(0, 0.1),
            Initializer.uniform(-2, 1),
            Initializer.HE_UNIFORM,
            Initializer.GLOROT_NORMAL)) {
      assertEquals(i, Initializers.fromConfig(i.config()));
    }
  }

  @Test
  void whatIsWrongInAMapIsSaid() {
    ModelFormatException unknown =
        assertThrows(
            ModelFormatException.class,
            () -> Initializers.fromConfig(Map.of("type", "Orthogonal")));
    assertTrue(unknown.getMessage().contains("Orthogonal"), unknown.getMessage());
    assertTrue(unknown.getMessage().contains("VarianceScaling"), unknown.getMessage());
    ModelFormatException value =
        assertThrows(
            ModelFormatException.class,
            () -> Initializers.fromConfig(Map.of("type", "RandomNormal", "stddev", -1)));
    assertTrue(value.getMessage().contains("-1"), value.getMessage());
  }
}
