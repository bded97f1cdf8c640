package dev.imbrex.data;

import dev.imbrex.backend.CacheFolder;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The folder with the files of one data set, and errors that say what belongs into it. */
final class DataFolder {
  private final String dataSet;
  private final String contents;
  private final Optional<Path> path;

  private DataFolder(String dataSet, String contents, Optional<Path> path) {
    this.dataSet = dataSet;
    this.contents = contents;
    this.path = path;
  }

  /**
   * Finds the folder.
   *
   * @param contents which files belong into it, for error messages
   * @param chosen the folder that was asked for; if empty, that in the cache
   */
  static DataFolder of(String dataSet, String contents, Optional<Path> chosen) {
    Optional<Path> path = chosen.or(() -> CacheFolder.find().map(c -> c.resolve(dataSet)));
    return new DataFolder(dataSet, contents, path);
  }

  /** Returns the first of these files that is there; names may contain {@code /}. */
  Optional<Path> first(List<String> names) {
    return path.flatMap(
        p -> names.stream().map(p::resolve).filter(Files::isRegularFile).findFirst());
  }

  /** Returns the folder, or that of this name in it. */
  Optional<Path> folder(String name) {
    return path.map(p -> name.isEmpty() ? p : p.resolve(name)).filter(Files::isDirectory);
  }

  /** Returns the exception for what can not be found. */
  DataException missing(String what) {
    if (path.isEmpty()) {
      return new DataException(
          String.format(
              "The data set %s is not here and no cache folder can be written to; put %s into a"
                  + " folder and name it with --data-dir.",
              dataSet, contents));
    }
    return new DataException(
        String.format(
            "The data set %s lacks %s in %s; put %s there, or name another folder with --data-dir.",
            dataSet, what, path.orElseThrow(), contents));
  }

  /**
   * Opens a file; if it begins as gzip does, what is inside.
   *
   * @throws DataException if it can not be opened
   */
  static InputStream open(Path file) {
    InputStream in = null;
    try {
      in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      DataException failure = unreadable(file, e);
      try {
        if (in != null) {
          in.close();
        }
      } catch (IOException again) {
        failure.addSuppressed(again);
      }
      throw failure;
    }
  }

  /** Returns the exception for a file that breaks off or is not what its name says. */
  static DataException unreadable(Path file, IOException e) {
    String why =
        e instanceof ZipException || e instanceof TarReader.Malformed
            ? " is damaged (" + e.getMessage() + "); fetch it again."
            : e instanceof EOFException
                ? " is damaged: it ends too early; fetch it again."
                : " can not be read (" + e + "); check its permissions and the disk.";
    return new DataException(file + why, e);
  }
}
