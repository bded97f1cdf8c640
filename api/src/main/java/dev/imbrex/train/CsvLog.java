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
 *
 * <p>Where it can not be written, as on a full disk, that is reported in the log while training
 * goes on; if it can not be written at the end either, training ends with that error.
 */
public final class CsvLog implements Callback {
  private final Path file;
  private boolean behind;

  private CsvLog(Path file) {
    this.file = file;
  }

  /** Returns the callback that writes this file, replacing it. */
  public static CsvLog to(Path file) {
    return new CsvLog(file);
  }

  @Override
  public void onTrainBegin(Training training) {
    behind = false;
  }

  @Override
  public void onEpochEnd(Training training, History.Epoch epoch) {
    try {
      write(training);
    } catch (IOException e) {
      behind = true;
      System.getLogger(CsvLog.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "The table " + file + " could not be written; training goes on: " + e);
    }
  }

  @Override
  public void onTrainEnd(Training training, History history) {
    if (!behind) {
      return;
    }
    try {
      write(training);
    } catch (IOException e) {
      throw new UncheckedIOException("Can not write the table " + file + ": " + e, e);
    }
  }

  private void write(Training training) throws IOException {
    AtomicFiles.write(training.loop().disk(), file, table(training.history()));
    behind = false;
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
