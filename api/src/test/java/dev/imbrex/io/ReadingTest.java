package dev.imbrex.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReadingTest {
  private static final Path FILE = Path.of("run", "config.json");

  private static String failure(RuntimeException thrown) {
    Supplier<String> reading =
        () -> {
          throw thrown;
        };
    return assertThrows(ModelFormatException.class, () -> Reading.of(FILE, reading)).getMessage();
  }

  @Test
  void whatIsMadeIsReturned() {
    String made = "made";
    assertSame(made, Reading.of(FILE, () -> made));
  }

  @Test
  void everyRefusalNamesTheFileOnce() {
    assertEquals(
        FILE + ": A rate is negative.", failure(new ModelFormatException("A rate is negative.")));
    assertEquals(FILE + ": odd", failure(new IllegalArgumentException("odd")));
    assertEquals(FILE + " lacks x.", failure(new ModelFormatException(FILE + " lacks x.")));
  }

  @Test
  void messagesAreShortAndFitForATerminal() {
    String message = failure(new IllegalArgumentException("\u001b[31m\0" + "x".repeat(10_000)));
    assertTrue(message.startsWith(FILE + ": ?[31m?x"), message);
    assertTrue(message.length() < 700, message);
  }

  @Test
  void mistakesOfTheProgramAreNotHidden() {
    Supplier<String> reading =
        () -> {
          throw new IllegalStateException("a mistake");
        };
    assertThrows(IllegalStateException.class, () -> Reading.of(FILE, reading));
  }
}
