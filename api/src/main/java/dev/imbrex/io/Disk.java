package dev.imbrex.io;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * The changes to files that the library makes. Each is on the disk when it returns, as far as the
 * system can promise; tests let each of them fail.
 */
public interface Disk {
  /** The file system of the machine. */
  Disk SYSTEM = new SystemDisk();

  /**
   * Writes a new file.
   *
   * @throws IOException if it exists or can not be written; a part of it may be left
   */
  void write(Path file, Content content) throws IOException;

  /** Makes a folder, and those above it that are missing. */
  void createFolder(Path folder) throws IOException;

  /**
   * Gives a file or folder another name in the same file system, in one step that is done or not
   * done. A file that has the name is replaced; a folder that has it must be empty or not exist.
   */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file or a folder with all that is in it, without following links. */
  void delete(Path path) throws IOException;

  /** What is to be in a file. */
  @FunctionalInterface
  interface Content {
    /** Writes it. */
    void writeTo(WritableByteChannel channel) throws IOException;
  }
}
