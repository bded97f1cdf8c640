package dev.imbrex.nn.constrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Emitted;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstraintTest {
  private static final double EPSILON = 1e-7;

  private static double[] of(Constraint c, Shape shape, double... w) {
    HostTensor t = HostTensor.ofDoubles(shape, w);
    return Emitted.run((b, v) -> List.of(c.emit(b, v.get(0))), t).get(0);
  }

  @Test
  void negativeValuesBecomeZero() {
    assertArrayEquals(new double[] {1, 0, 0}, of(Constraint.NON_NEG, Shape.of(3), 1, -2, 0));
  }

  /** Columns (3, 4) of norm 5 and (0.6, 0.8) of norm 1, with a limit of 2. */
  @Test
  void normsOfDenseKernelsAreThoseOfAUnit() {
    double f = 2 / (5 + EPSILON);
    double g = 1 / (1 + EPSILON);
    assertArrayEquals(
        new double[] {3 * f, 0.6 * g, 4 * f, 0.8 * g},
        of(Constraint.maxNorm(2), Shape.of(2, 2), 3, 0.6, 4, 0.8),
        1e-15);
  }

  @Test
  void normsOfFiltersAreThoseOfAFilter() {
    // Two filters of 1x2 pixels and 2 channels: (2, 2, 2, 2) of norm 4 and (0, 0, 0, 3).
    double f = 2 / (4 + EPSILON);
    double g = 3 / (3 + EPSILON);
    assertArrayEquals(
        new double[] {f, 0, f, 0, f, 0, f, g},
        of(Constraint.unitNorm(), Shape.of(1, 2, 2, 2), 2, 0, 2, 0, 2, 0, 2, 3),
        1e-15);
  }

  @Test
  void theNormOfABiasIsThatOfAllOfIt() {
    double f = 1 / (5 + EPSILON);
    assertArrayEquals(
        new double[] {3 * f, 4 * f}, of(Constraint.unitNorm(), Shape.of(2), 3, 4), 1e-15);
  }

  @Test
  void axesCanBeNamed() {
    double f = 1 / (5 + EPSILON);
    double g = 1 / (10 + EPSILON);
    assertArrayEquals(
        new double[] {3 * f, 4 * f, 6 * g, 8 * g},
        of(Constraint.maxNorm(1, 1), Shape.of(2, 2), 3, 4, 6, 8),
        1e-15);
    assertThrows(
        ShapeException.class, () -> of(Constraint.unitNorm(2), Shape.of(2, 2), 1, 2, 3, 4));
  }

  @Test
  void zerosStayZeros() {
    assertArrayEquals(new double[2], of(Constraint.unitNorm(), Shape.of(2, 1), 0, 0));
    assertArrayEquals(new double[2], of(Constraint.maxNorm(1), Shape.of(2, 1), 0, 0));
  }

  @Test
  void mapsMakeTheSameConstraintAgain() {
    for (Constraint c :
        List.of(
            Constraint.NON_NEG,
            Constraint.maxNorm(3),
            Constraint.maxNorm(3, 0, 1),
            Constraint.unitNorm(),
            Constraint.unitNorm(-1))) {
      assertEquals(c, Constraints.fromConfig(c.config()));
    }
    assertThrows(
        ModelFormatException.class, () -> Constraints.fromConfig(Map.of("type", "MinNorm")));
    assertThrows(IllegalArgumentException.class, () -> Constraint.maxNorm(-1));
    assertThrows(IllegalArgumentException.class, () -> Constraint.maxNorm(Double.NaN));
  }
}
