package dev.imbrex.conformance.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

  @Test
  void onlyWhatTheFailureNeedsIsLeft() {
    List<Integer> smallest =
        Shrinker.shrink(List.of(9, 7, 5, 8), c -> c.get(1) >= 3 && c.get(3) % 2 == 0);
    assertEquals(List.of(0, 3, 0, 0), smallest);
  }

  @Test
  void whatCanNotBeMadeSmallerStays() {
    assertEquals(List.of(4, 4), Shrinker.shrink(List.of(4, 4), c -> c.equals(List.of(4, 4))));
  }
}
