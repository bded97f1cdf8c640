package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.opencl.lower.ReducePlan.Stage;
import dev.imbrex.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every plan reduces what it should, by short chains. */
class ReducePlanTest {

  @Test
  void noAxesIsACopy() {
    assertEquals(
        List.of(new Stage(1, 1, 12, 1, false)), ReducePlan.of(Shape.of(3, 4), List.of(), 1));
  }

  @Test
  void neighbouringAxesAreOne() {
    assertEquals(
        List.of(new Stage(2, 12, 5, 12, false)),
        ReducePlan.of(Shape.of(2, 3, 4, 5), List.of(1, 2), 1));
  }

  @Test
  void axesOfOneElementKeepNothingApart() {
    assertEquals(
        List.of(new Stage(1, 15, 2, 15, false)),
        ReducePlan.of(Shape.of(3, 1, 5, 2), List.of(0, 2), 1));
  }

  @Test
  void axesApartAreReducedFromTheInside() {
    assertEquals(
        List.of(new Stage(12, 5, 1, 5, false), new Stage(1, 3, 4, 3, false)),
        ReducePlan.of(Shape.of(3, 4, 5), List.of(0, 2), 1));
  }

  @Test
  void theLastAxisIsForGroupsWhereItIsLong() {
    assertEquals(List.of(new Stage(7, 1000, 1, 1000, true)), ReducePlan.of(7, 1000, 1, 1));
  }

  @Test
  void rowsSideBySideFillVectors() {
    assertEquals(
        List.of(new Stage(1, 20, 48, 20, false), new Stage(1, 8, 6, 8, false)),
        ReducePlan.of(1, 160, 6, 16));
  }

  /** The bound of NUM-2 for many terms is 6 sqrt(k): that many roundings a term may go through. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 64, 65, 4096, 4097, 50_000, 802_816, 100_000_000})
  void chainsAreShort(int n) {
    for (int width : new int[] {1, 8, 16}) {
      for (int inner : new int[] {1, 3, 16, 512}) {
        for (int outer : new int[] {1, 100}) {
          if ((long) outer * n * inner < Integer.MAX_VALUE) {
            check(outer, n, inner, width);
          }
        }
      }
    }
  }

  private static void check(int outer, int n, int inner, int width) {
    List<Stage> plan = ReducePlan.of(outer, n, inner, width);
    long elements = (long) outer * n * inner;
    long chain = 0;
    for (Stage s : plan) {
      assertEquals(elements, (long) s.outer() * s.n() * s.inner());
      assertTrue((s.parts() - 1L) * s.height() < s.n(), s::toString);
      chain += s.together() ? s.height() / 16 + 16 : s.height();
      elements = s.results();
    }
    assertEquals((long) outer * inner, elements);
    assertTrue(n <= 4096 || chain <= 6 * Math.sqrt(n), n + " terms by " + plan);
  }
}
