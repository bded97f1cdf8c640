package dev.imbrex.train;

import dev.imbrex.io.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a table of all epochs as comma-separated values, whole after every epoch: epoch, learning
 * rate, seconds, images per second, and the figures by name.
 */
public final class CsvLog implements Callback {
  private final Path file;

  private CsvLog(Path file) {
    this.file = file;
  }

  /** Returns the callback that writes this file, replacing it. */
  public static CsvLog to(Path file) {
    return new CsvLog(file);
  }

  @Override
  public void onEpochEnd(Training training, History.Epoch epoch) {
    try {
      AtomicFiles.write(training.loop().disk(), file, table(training.history()));
    } catch (IOException e) {
      throw new UncheckedIOException("Can not write the table " + file + ": " + e, e);
    }
  }

  private static String table(List<History.Epoch> epochs) {
    // The last epoch has all columns: validation may have begun with a resumed training.
    Map<String, Double> columns = epochs.get(epochs.size() - 1).figures();
    StringBuilder s = new StringBuilder("epoch,learning_rate,seconds,images_per_second");
    columns.keySet().forEach(name -> s.append(',').append(name));
    for (History.Epoch e : epochs) {
      s.append('\n').append(e.number()).append(',').append(e.learningRate());
      s.append(',').append(e.seconds()).append(',').append(e.imagesPerSecond());
      for (String name : columns.keySet()) {
        s.append(',').append(Objects.toString(e.figures().get(name), ""));
      }
    }
    return s.append('\n').toString();
  }
}
