package dev.imbrex.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Files and folders that are there whole or not at all, at whatever moment the process or the
 * machine is stopped.
 *
 * <p>The new one is written beside the old one under a name that begins with a dot and ends with
 * {@code .tmp}, flushed, and renamed. What a stopped process leaves under such a name is replaced
 * by the next write; one process at a time may write to a folder.
 */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes a file, replacing the one that is there. */
  public static void write(Disk disk, Path file, Disk.Content content) throws IOException {
    Path temporary = beside(file, ".tmp");
    disk.delete(temporary);
    try {
      disk.write(temporary, content);
      disk.rename(temporary, file);
    } catch (IOException | RuntimeException | Error e) {
      discard(disk, temporary, e);
      throw e;
    }
  }

  /** Writes a text in UTF-8, replacing the file that is there. */
  public static void write(Disk disk, Path file, String text) throws IOException {
    write(disk, file, content(text));
  }

  /** Returns a text in UTF-8 as the content of a file. */
  public static Disk.Content content(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    return channel -> {
      ByteBuffer rest = bytes.duplicate();
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    };
  }

  /**
   * Writes a folder, replacing the one that is there, which stays as {@link #previous} until the
   * next write. At every moment {@link #current} is a whole one, once there has been one.
   *
   * @param filler writes the files into the folder that it is given
   */
  public static void writeFolder(Disk disk, Path folder, Filler filler) throws IOException {
    Path temporary = beside(folder, ".tmp");
    Path previous = previous(folder);
    // Deleted under a name of its own, so that what is half deleted is never taken for whole.
    Path old = beside(folder, ".old.tmp");
    disk.delete(temporary);
    disk.delete(old);
    try {
      disk.createFolder(temporary);
      filler.fill(temporary);
      if (isFolder(folder)) {
        if (isFolder(previous)) {
          disk.rename(previous, old);
        }
        disk.rename(folder, previous);
        disk.rename(temporary, folder);
        disk.delete(old);
      } else {
        disk.rename(temporary, folder);
      }
    } catch (IOException | RuntimeException | Error e) {
      discard(disk, temporary, e);
      throw e;
    }
  }

  /** Writes the files of a folder. */
  @FunctionalInterface
  public interface Filler {
    /** Writes into this folder, which is empty. */
    void fill(Path folder) throws IOException;
  }

  /** Returns the name of the folder before the last {@link #writeFolder}: {@code last.previous}. */
  public static Path previous(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".previous");
  }

  /**
   * Returns the folder that was written last: the folder itself or, where a write was stopped
   * between its two renames, {@link #previous}. Returns the folder itself where there is neither.
   */
  public static Path current(Path folder) {
    return !isFolder(folder) && isFolder(previous(folder)) ? previous(folder) : folder;
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static Path beside(Path path, String ending) {
    return path.resolveSibling("." + path.getFileName() + ending);
  }

  private static void discard(Disk disk, Path temporary, Throwable why) {
    try {
      disk.delete(temporary);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }
}
