package dev.imbrex.opencl.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jocl.CL;
import org.jspecify.annotations.Nullable;

/**
 * Loads JOCL once, safely.
 *
 * <p>JOCL unpacks its native library to a fixed name in the folder for temporary files and loads
 * whatever already lies there. So it gets a fresh folder that only this user can write to while it
 * does that.
 */
final class JoclLibrary {
  private static boolean loaded;
  private static @Nullable String failure;

  private JoclLibrary() {}

  /**
   * Loads it, or fails as it failed the first time.
   *
   * @throws LinkageError if it or OpenCL itself can not be loaded
   */
  static synchronized void load() {
    if (failure != null) {
      throw new UnsatisfiedLinkError(failure);
    }
    if (loaded) {
      return;
    }
    String shared = System.getProperty("java.io.tmpdir");
    try {
      Path own = Files.createTempDirectory("imbrex-jocl");
      System.setProperty("java.io.tmpdir", own.toString());
      try {
        CL.setExceptionsEnabled(false); // the first touch of the class loads the library
      } finally {
        System.setProperty("java.io.tmpdir", shared);
        delete(own);
      }
      loaded = true;
    } catch (LinkageError e) {
      failure = String.valueOf(e.getMessage());
      throw e;
    } catch (IOException e) {
      UnsatisfiedLinkError error =
          new UnsatisfiedLinkError(
              "no folder for JOCL's native library could be made in " + shared);
      error.initCause(e);
      throw error;
    }
  }

  /** A loaded library stays loaded without its file; Windows keeps the file until the JVM ends. */
  private static void delete(Path folder) throws IOException {
    folder.toFile().deleteOnExit();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(
          file -> {
            if (!file.toFile().delete()) {
              file.toFile().deleteOnExit();
            }
          });
    }
    if (!folder.toFile().delete()) {
      folder.toFile().deleteOnExit();
    }
  }
}
