package dev.imbrex.cli;

import dev.imbrex.data.Normalization;
import dev.imbrex.io.AtomicFiles;
import dev.imbrex.io.Disk;
import dev.imbrex.io.Json;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.io.Reading;
import dev.imbrex.nn.config.Config;
import dev.imbrex.train.Checkpoint;
import dev.imbrex.train.Checkpoints;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * The folder of a run: {@code config.json} with the data and how it is seen, {@code metrics.csv},
 * and the checkpoints {@code last} and {@code best}.
 *
 * @param border how bright the border of the training pictures is, from 0 to 255
 * @param classes what the network tells apart
 * @param guards what watches over the training
 * @param optimizer what it learns with, as a map
 */
record Run(
    Path folder,
    String model,
    DataOptions data,
    Normalization normalization,
    double border,
    List<String> classes,
    Guards guards,
    Map<String, Object> optimizer) {
  private static final String CONFIG = "config.json";
  private static final String LOCK = ".lock";

  /**
   * Opens the folder of a run.
   *
   * @throws ModelFormatException if it is none
   */
  static Run open(Path folder) {
    Path file = folder.resolve(CONFIG);
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          folder
              + " is not the folder of a run: it has no "
              + CONFIG
              + "; name a folder that imbrex train has made.");
    }
    return Reading.of(file, () -> fromConfig(folder, Config.of(file.toString(), Json.read(file))));
  }

  private static Run fromConfig(Path folder, Config c) {
    return new Run(
        folder,
        c.string("model"),
        DataOptions.fromConfig(section(c, "data")),
        Normalization.fromConfig(section(c, "normalization")),
        c.number("border"),
        classes(c),
        Guards.fromConfig(section(c, "guards")),
        section(c, "optimizer"));
  }

  private static Map<String, Object> section(Config c, String key) {
    return c.section(key)
        .orElseThrow(() -> new ModelFormatException(c.what() + " lacks \"" + key + "\"."));
  }

  private static List<String> classes(Config c) {
    return c.sections("classes").stream().map(m -> Config.of("class", m).string("name")).toList();
  }

  /** Writes {@code config.json}. */
  void write() throws IOException {
    Map<String, Object> config =
        Config.map(
            "model",
            model,
            "data",
            data.config(),
            "normalization",
            normalization.config(),
            "border",
            border,
            "classes",
            classes.stream().map(n -> Config.map("name", n)).toList(),
            "guards",
            guards.config(),
            "optimizer",
            optimizer,
            "version",
            Version.library());
    AtomicFiles.write(Disk.SYSTEM, folder.resolve(CONFIG), Json.text(config));
  }

  /** Returns this run with its data set's files in another folder. */
  Run withDataFolder(Path elsewhere) {
    return withData(data.in(elsewhere));
  }

  /** Returns this run with other options of its data. */
  Run withData(DataOptions other) {
    return new Run(folder, model, other, normalization, border, classes, guards, optimizer);
  }

  Path csv() {
    return folder.resolve("metrics.csv");
  }

  /** Reads the last checkpoint. */
  Checkpoint last() {
    return Checkpoint.read(folder.resolve(Checkpoints.LAST));
  }

  /** Reads the best checkpoint or, before there is one, the last. */
  Checkpoint best() {
    Path best = folder.resolve(Checkpoints.BEST);
    return Files.isDirectory(best) || Files.isDirectory(AtomicFiles.previous(best))
        ? Checkpoint.read(best)
        : last();
  }

  /** Keeps others out of a folder while a run writes to it. */
  static final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    /**
     * Takes the folder.
     *
     * @throws IllegalArgumentException if a run has it
     */
    static Lock take(Path folder) throws IOException {
      FileChannel c =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean taken = false;
      try {
        taken = c.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        // Another run in this process has it, which comes to the same.
        taken = false;
      } finally {
        if (!taken) {
          c.close();
        }
      }
      if (!taken) {
        throw new IllegalArgumentException(
            "Another run is writing to "
                + folder
                + "; wait until it ends, or choose another folder with --out.");
      }
      return new Lock(c);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
