package dev.imbrex.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders for what a run leaves behind, each with a number of its own. */
public final class RunFolder {
  private RunFolder() {}

  /**
   * Makes the first folder {@code name-1}, {@code name-2}, … that does not exist yet.
   *
   * @param parent where; made if missing
   */
  public static Path create(Path parent, String name) throws IOException {
    Files.createDirectories(parent);
    for (int i = 1; ; i++) {
      Path folder = parent.resolve(name + "-" + i);
      try {
        return Files.createDirectory(folder);
      } catch (FileAlreadyExistsException e) {
        // Another run has it: the next number.
        continue;
      }
    }
  }
}
