package dev.imbrex.io;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Reading what a file describes, so that whatever is wrong with it is said of that file. */
public final class Reading {
  private static final int LONGEST = 600;

  private Reading() {}

  /**
   * Makes something of what a file holds.
   *
   * @throws ModelFormatException if that throws one, or finds a value that is not possible; names
   *     the file
   */
  public static <T> T of(Path file, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException | ModelFormatException e) {
      String message = shown(String.valueOf(e.getMessage()));
      boolean named = message.contains(file.toString());
      throw new ModelFormatException(named ? message : file + ": " + message, e);
    }
  }

  /** Texts in a damaged file may be of any length, and may not be fit for a terminal. */
  private static String shown(String message) {
    String s = message.replaceAll("[\\p{Cntrl}]", "?");
    return s.length() <= LONGEST ? s : s.substring(0, LONGEST - 3) + "...";
  }
}
