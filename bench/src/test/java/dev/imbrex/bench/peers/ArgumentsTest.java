package dev.imbrex.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said on the command line goes before what is preset. */
class ArgumentsTest {
  @Test
  void whatIsGivenGoesBeforeThePresetsAndTheLastOfANameCounts() {
    Arguments a =
        new Arguments(
            new String[] {"rounds=3", "tasks=a,b", "rounds=4", "out=a=b"},
            Map.of("rounds", "7", "seconds", "2"));
    assertEquals(4, a.number("rounds"));
    assertEquals(2, a.number("seconds"));
    assertEquals(List.of("a", "b"), a.list("tasks"));
    assertEquals("a=b", a.text("out"));
  }

  @Test
  void whatIsMissingOrHasNoNameIsQuoted() {
    Arguments none = new Arguments(new String[0], Map.of());
    assertEquals(
        "The argument out= is missing.",
        assertThrows(IllegalArgumentException.class, () -> none.text("out")).getMessage());
    for (String bad : List.of("rounds", "=3")) {
      assertEquals(
          "An argument is name=value, not " + bad + ".",
          assertThrows(
                  IllegalArgumentException.class, () -> new Arguments(new String[] {bad}, Map.of()))
              .getMessage());
    }
  }
}
