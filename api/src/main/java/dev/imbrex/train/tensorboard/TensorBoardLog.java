package dev.imbrex.train.tensorboard;

import dev.imbrex.train.Callback;
import dev.imbrex.train.History;
import dev.imbrex.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event file that TensorBoard shows: after every epoch its figures by name, {@code
 * learning_rate} and {@code images_per_second}, with the number of the epoch as the step.
 *
 * <p>A training, and a resumed one too, begins a file of its own, {@code
 * events.out.tfevents.<seconds>.imbrex}, at its first finished epoch; TensorBoard puts those of one
 * folder together. What can not be written is reported in the log while training goes on, in a new
 * file.
 */
public final class TensorBoardLog implements Callback {
  private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{1,18})\\..*");

  private final Path folder;
  private final Clock clock;
  private @Nullable Path file;

  TensorBoardLog(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Returns the callback that writes into a folder, which is made if it is missing. */
  public static TensorBoardLog in(Path folder) {
    return new TensorBoardLog(folder, Clock.systemUTC());
  }

  @Override
  public void onTrainBegin(Training training) {
    file = null;
  }

  @Override
  public void onEpochEnd(Training training, History.Epoch epoch) {
    write(epoch);
  }

  void write(History.Epoch epoch) {
    double now = clock.millis() / 1e3;
    Map<String, Double> numbers = new LinkedHashMap<>(epoch.figures());
    numbers.put("learning_rate", epoch.learningRate());
    numbers.put("images_per_second", epoch.imagesPerSecond());
    List<byte[]> records = new ArrayList<>();
    Path to = file;
    try {
      if (to == null) {
        Files.createDirectories(folder);
        to = next();
        records.add(Event.version(now));
      }
      records.add(Event.scalars(now, epoch.number(), numbers));
      RecordFile.append(to, records);
      file = to;
    } catch (IOException e) {
      file = null;
      System.getLogger(TensorBoardLog.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "No event could be written for TensorBoard to "
                  + folder
                  + "; training goes on: "
                  + e);
    }
  }

  /** Returns a name behind all that are there: TensorBoard reads files in that order. */
  private Path next() throws IOException {
    long seconds = clock.millis() / 1000;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path p : files.toList()) {
        Matcher m = NAME.matcher(p.getFileName().toString());
        seconds = m.matches() ? Math.max(seconds, Long.parseLong(m.group(1)) + 1) : seconds;
      }
    }
    return folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.imbrex", seconds));
  }
}
