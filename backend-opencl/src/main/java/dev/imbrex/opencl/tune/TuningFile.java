package dev.imbrex.opencl.tune;

import dev.imbrex.io.Disk;
import dev.imbrex.io.Json;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.TuningLevel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TuningRecord} as a file of lines of JSON: the first says of which device it is, each
 * other is an entry or a blame. It may be edited by hand: a line that is none is passed over, and
 * logged; what is no such file at all counts as empty, and is replaced when there is something to
 * write.
 */
public final class TuningFile {
  /** The file's name in the folder of a device. */
  public static final String NAME = "tuning.jsonl";

  private static final String MARK = "imbrex_tuning";
  private static final long VERSION = 1;
  private static final int MAX_BYTES = 8 << 20;
  private static final int MAX_LINE = 4096;
  private static final System.Logger LOG = System.getLogger(TuningFile.class.getName());

  /**
   * What a file says.
   *
   * @param device the name of the device it is of
   */
  public record Content(String device, TuningRecord record) {}

  private TuningFile() {}

  /** Returns the record in a file; an empty one where there is none that can be read. */
  public static TuningRecord read(Path file) {
    try {
      return parse(file).record;
    } catch (NoSuchFileException e) {
      return TuningRecord.EMPTY;
    } catch (IOException | ModelFormatException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "What was tuned is not known any more and has to be measured again: " + e.getMessage());
      return TuningRecord.EMPTY;
    }
  }

  /**
   * Returns what a file says.
   *
   * @throws IOException if it can not be read
   * @throws ModelFormatException if it is no such file
   */
  public static Content parse(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new ModelFormatException(
          file + " is longer than the " + MAX_BYTES + " bytes that are read of a tuning record.");
    }
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    Map<String, Object> head = lines.isEmpty() ? null : map(lines.get(0));
    if (head == null || !Long.valueOf(VERSION).equals(head.get(MARK))) {
      throw new ModelFormatException(
          file + " is not a tuning record: its first line must be {\"" + MARK + "\": 1, …}.");
    }
    List<TuningRecord.Entry> entries = new ArrayList<>();
    List<TuningRecord.Blame> blames = new ArrayList<>();
    int strange = 0;
    for (String line : lines.subList(1, lines.size())) {
      Map<String, Object> m = line.isBlank() ? Map.of() : map(line);
      Optional<TuningRecord.Entry> entry = m == null ? Optional.empty() : entry(m);
      entry.ifPresent(entries::add);
      if (entry.isEmpty() && m != null && m.get("blamed") instanceof String way) {
        blames.add(new TuningRecord.Blame(text(m, "op"), way));
      } else if (entry.isEmpty() && !line.isBlank()) {
        strange++;
      }
    }
    if (strange > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          file + " has " + strange + " lines that say nothing and are passed over.");
    }
    return new Content(text(head, "device"), TuningRecord.of(entries, blames));
  }

  private static @Nullable Map<String, Object> map(String line) {
    try {
      return line.length() > MAX_LINE ? null : Json.parseMap("a line of a tuning record", line);
    } catch (ModelFormatException e) {
      return null;
    }
  }

  private static Optional<TuningRecord.Entry> entry(Map<String, Object> m) {
    if (!(m.get("way") instanceof String way) || !(m.get("op") instanceof String op)) {
      return Optional.empty();
    }
    try {
      OpShape.parse(op);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(
        new TuningRecord.Entry(
            op,
            way,
            number(m, "nanos"),
            text(m, "usual"),
            number(m, "usual_nanos"),
            (int) number(m, "failed"),
            text(m, "level").equals(TuningLevel.FULL.toString())
                ? TuningLevel.FULL
                : TuningLevel.QUICK));
  }

  private static String text(Map<String, Object> m, String key) {
    return m.get(key) instanceof String s ? s : "";
  }

  private static double number(Map<String, Object> m, String key) {
    return m.get(key) instanceof Number n ? n.doubleValue() : 0;
  }

  /** Writes a record, replacing the one that is there; at every moment there is a whole one. */
  public static void write(Path file, DeviceInfo device, TuningRecord record) throws IOException {
    StringBuilder text = new StringBuilder();
    Map<String, Object> head = new LinkedHashMap<>();
    head.put(MARK, VERSION);
    head.put("device", device.name());
    head.put("version", device.version());
    text.append(Json.line(head)).append('\n');
    for (TuningRecord.Entry e : record.entries()) {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put("op", e.op());
      m.put("way", e.way());
      m.put("nanos", Math.rint(e.nanos()));
      m.put("usual", e.usual());
      m.put("usual_nanos", Math.rint(e.usualNanos()));
      m.put("failed", (long) e.failed());
      m.put("level", e.level().toString());
      text.append(Json.line(m)).append('\n');
    }
    for (TuningRecord.Blame b : record.blames()) {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put("blamed", b.way());
      m.put("op", b.op());
      text.append(Json.line(m)).append('\n');
    }
    Path whole = file.toAbsolutePath();
    Path folder = whole.getParent();
    if (folder == null) {
      throw new IOException(file + " is a folder.");
    }
    Files.createDirectories(folder);
    Path own = Files.createTempFile(folder, "." + whole.getFileName(), ".tmp");
    try {
      Files.writeString(own, text);
      Disk.SYSTEM.rename(own, whole);
    } finally {
      Files.deleteIfExists(own);
    }
  }
}
