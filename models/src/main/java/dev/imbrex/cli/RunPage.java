package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.report.Report;
import dev.imbrex.report.Subject;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.train.History;
import dev.imbrex.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The page about a run, {@code report.html}.
 *
 * @param seconds how long it took to make
 */
record RunPage(Path file, double seconds) {
  private static final String NAME = "report.html";

  /** What settings are when nobody has asked for anything. */
  private static final Set<String> UNSAID =
      Set.of("", "false", "0", Integer.toString(Integer.MAX_VALUE));

  /** Writes the page. That it can not be written is a warning: the run is whole without it. */
  static Optional<RunPage> write(Output o, Choice choice, TrainJob job, Trainer t, History h) {
    Path file = job.run().folder().resolve(NAME);
    long begin = System.nanoTime();
    try {
      Report.write(file, subject(choice.device(), job, h), t, choice.backend());
      return Optional.of(new RunPage(file, (System.nanoTime() - begin) * 1e-9));
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      o.warn("imbrex: The report could not be made; the run is whole without it: " + e);
      return Optional.empty();
    }
  }

  private static Subject subject(DeviceInfo device, TrainJob job, History h) {
    return new Subject(
        job.run().model(),
        job.run().data().name(),
        job.model(),
        job.data().normalization(),
        job.data().validation(),
        h,
        settings(device, job),
        job.terms().seed());
  }

  private static Map<String, String> settings(DeviceInfo device, TrainJob job) {
    Map<String, String> m = new LinkedHashMap<>();
    m.put("run", job.run().folder().toString());
    m.put("network", job.run().model());
    m.put(
        "data",
        String.format(
            Locale.ROOT,
            "%s, %,d pictures, and %,d held out",
            job.run().data().name(),
            job.data().train().size(),
            job.data().validation().size()));
    put(m, "pictures", said(job.run().data().config()));
    m.put("epochs", Integer.toString(job.terms().epochs()));
    m.put("batch", Integer.toString(job.terms().batchSize()));
    m.put("seed", Long.toString(job.terms().seed()));
    m.put("optimiser", LearningText.named(job.run().optimizer()));
    m.putAll(job.learning());
    put(m, "watched by", said(job.run().guards().config()));
    m.put("device", device.id() + ": " + device.name());
    put(m, "driver or runtime", device.version());
    put(m, "about the device", said(new TreeMap<>(device.notes())));
    m.put("Imbrex", Version.library());
    m.put("Java", Version.java());
    m.put("system", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
    m.put(
        "made",
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT)
            .format(Instant.now().atOffset(ZoneOffset.UTC)));
    return m;
  }

  private static void put(Map<String, String> settings, String name, String value) {
    if (!value.isEmpty()) {
      settings.put(name, value);
    }
  }

  /** Returns the options that are not as they are when nothing is said, but for name and folder. */
  private static String said(Map<String, ?> options) {
    return options.entrySet().stream()
        .filter(e -> !e.getKey().equals("name") && !e.getKey().equals("folder"))
        .filter(e -> !UNSAID.contains(e.getValue().toString()))
        .map(e -> e.getKey().replace('_', ' ') + ": " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
