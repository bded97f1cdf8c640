package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** What is left out for a shorter start is as it would be with it. */
class MainTest {
  @Test
  void commandsAreListedByTheirNames() {
    Main.commands()
        .forEach((name, type) -> assertEquals(name, type.getAnnotation(Command.class).name()));
  }

  @Test
  void helpHasEveryCommand() {
    String help = Cli.run("--help").expect(0).out();
    Main.commands().keySet().forEach(n -> assertTrue(help.contains("\n  " + n + " "), help));
    assertTrue(help.contains("\n  conformance "), help);
  }

  @Test
  void versionIsThatOfTheWholeCommandLine() {
    String whole = Cli.run("--debug", "--version").expect(0).out();
    assertEquals(whole, Cli.run("--version").expect(0).out());
    assertEquals(whole, Cli.run("-V").expect(0).out());
  }
}
