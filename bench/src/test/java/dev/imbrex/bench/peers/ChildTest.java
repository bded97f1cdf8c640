package dev.imbrex.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A library's process may die, hang or talk nonsense: one sentence says so. */
class ChildTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static Child child(String script, Duration patience) {
    return new Child("lib", List.of("sh", "-c", script), patience);
  }

  private static String failure(String script, Duration patience) {
    return assertThrows(Child.FailedException.class, () -> child(script, patience)).getMessage();
  }

  @Test
  void answersAreFoundAmongOtherLines() {
    String script =
        "echo loading; echo '@peer ready 42 1.5'; read n; echo noise; echo \"@peer round 3 2000000000 0.5\"; sleep 60";
    try (Child c = child(script, PATIENCE)) {
      assertEquals(42, c.size());
      assertEquals(1.5, c.firstFigure());
      assertEquals(new Child.Round(3, 2, 0.5), c.round(Duration.ofMillis(1), PATIENCE));
    }
  }

  @Test
  void whatDiesHasLastWords() {
    assertEquals(
        "lib ended; its last words: no such thing",
        failure("echo no such thing; printf '\\tat somewhere\\n'", PATIENCE));
  }

  @Test
  void whatCannotBeDoneIsSaidAndNothingElse() {
    assertEquals(
        "It does not train.",
        failure("echo loading; echo '@peer cannot It does not train.'; sleep 60", PATIENCE));
  }

  @Test
  void whatHangsIsNotWaitedForForever() {
    assertTrue(
        failure("sleep 600", Duration.ofMillis(200)).startsWith("lib did not answer within"));
  }

  @Test
  void nonsenseIsQuoted() {
    assertEquals(
        "lib answered hello.",
        failure("echo '@peer hello'; sleep 60", PATIENCE).replace("; its last words: ", "."));
    assertTrue(failure("echo '@peer ready many 1'; sleep 60", PATIENCE).contains("ready many 1"));
  }

  @Test
  void whatCannotBeStartedIsNamed() {
    String message =
        assertThrows(
                Child.FailedException.class,
                () -> new Child("lib", List.of("/no/such/program"), PATIENCE))
            .getMessage();
    assertTrue(message.startsWith("lib could not be started: "), message);
  }
}
