package dev.imbrex.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder for what is expensive to find out or to fetch again: {@code IMBREX_CACHE}, else {@code
 * XDG_CACHE_HOME/imbrex}, else {@code .cache/imbrex} in the home folder.
 */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * Returns the folder, made if it is not there yet; empty if there is none that can be written to,
   * in which case things just take longer.
   */
  public static Optional<Path> find() {
    return find(Settings.ofProcess());
  }

  static Optional<Path> find(Settings settings) {
    try {
      Optional<Path> folder = locate(settings);
      if (folder.isPresent()) {
        Files.createDirectories(folder.get());
      }
      return folder.filter(Files::isWritable);
    } catch (IOException | InvalidPathException | SecurityException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> locate(Settings settings) {
    String own = settings.variable("IMBREX_CACHE");
    if (own != null) {
      return Optional.of(Path.of(own));
    }
    String shared = settings.variable("XDG_CACHE_HOME");
    if (shared != null) {
      return Optional.of(Path.of(shared, "imbrex"));
    }
    String home = settings.property("user.home");
    // Java says "?" where a user has no home, as users without a name in containers do.
    return home == null || !Path.of(home).isAbsolute()
        ? Optional.empty()
        : Optional.of(Path.of(home, ".cache", "imbrex"));
  }
}
