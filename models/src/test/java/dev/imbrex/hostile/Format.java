package dev.imbrex.hostile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A kind of file that may be hostile, and how it is read. */
public interface Format {
  /** Returns what it is called. */
  String name();

  /** Returns whole files; the first is the one to be cut at each byte, and short. */
  List<byte[]> samples();

  /** Makes a file that is wrong in a way that only this format knows. */
  byte[] attack(Random random) throws IOException;

  /**
   * Writes the file into a folder and reads it as the library does.
   *
   * @throws dev.imbrex.io.ModelFormatException if it is refused
   * @throws dev.imbrex.data.DataException if it is refused
   */
  void read(Path folder, byte[] file) throws IOException;

  /** Returns the name that must be in the message when a file is refused. */
  String named();
}
