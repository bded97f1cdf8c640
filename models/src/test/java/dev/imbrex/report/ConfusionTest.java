package dev.imbrex.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  private final Confusion c =
      new Confusion(
          List.of("a", "b", "c", "none"),
          new int[][] {{8, 2, 0, 0}, {1, 4, 5, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}});

  @Test
  void recallAndPrecisionAreSharesOfRowsAndColumns() {
    assertEquals(0.8, c.recall(0));
    assertEquals(0.4, c.recall(1));
    assertEquals(8 / 9.0, c.precision(0));
    assertEquals(0, c.precision(2));
    assertTrue(Double.isNaN(c.recall(2)) && Double.isNaN(c.precision(3)), "there is none");
    assertEquals(0.6, c.accuracy());
  }

  @Test
  void thePairsThatAreConfusedMostComeFirst() {
    assertEquals(
        List.of(
            new Confusion.Pair(1, 2, 5), new Confusion.Pair(0, 1, 2), new Confusion.Pair(1, 0, 1)),
        c.confused());
  }
}
