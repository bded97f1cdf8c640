package dev.imbrex.cli;

import java.io.Console;

/** Whether somebody is watching. */
final class Terminal {
  private Terminal() {}

  /** Returns whether standard output is a terminal. */
  static boolean isThere() {
    Console c = System.console();
    if (c == null) {
      return false;
    }
    try {
      // From Java 22 on there is a console even without a terminal, and this method to tell.
      return (boolean) Console.class.getMethod("isTerminal").invoke(c);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
