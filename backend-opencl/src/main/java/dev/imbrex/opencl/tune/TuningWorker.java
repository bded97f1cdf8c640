package dev.imbrex.opencl.tune;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.TuningLevel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the process does that {@link TuningProcess} starts: reads ops from its input, a line each,
 * tunes one after the other, writes each into the record as soon as it is done, and says what it
 * does.
 */
public final class TuningWorker {
  /** Begins the lines that are meant for the process that started this one. */
  static final String MARK = "imbrex tuning: ";

  /** What is said of an op that is done, before its text. */
  static final String DONE = "done ";

  /** How a process ends that did all there was to do. */
  static final int OK = 0;

  /** How it ends where another process tunes the device already. */
  static final int BUSY = 4;

  private TuningWorker() {}

  /**
   * Tunes what the input asks for.
   *
   * @param folder of the device, with record and journal
   * @param backend opened without a record
   * @return the exit code
   */
  public static int run(Path folder, Backend backend, Ways ways, TuningLevel level)
      throws IOException {
    return run(folder, backend, ways, level, System::nanoTime);
  }

  /** Tunes as {@link #run(Path, Backend, Ways, TuningLevel)} does, by another clock. */
  static int run(Path folder, Backend backend, Ways ways, TuningLevel level, LongSupplier nanos)
      throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path file = folder.resolve(TuningFile.NAME);
    try (Journal journal = Journal.open(folder)) {
      if (journal == null) {
        return BUSY;
      }
      TuningRecord record = TuningFile.read(file);
      Optional<TuningRecord.Blame> blame = journal.left();
      if (blame.isPresent()) {
        record = record.with(blame.get());
        TuningFile.write(file, backend.device(), record);
        journal.done();
      }
      Tuner.Budget budget = Tuner.Budget.of(level, backend.device().kind());
      Tuner tuner =
          new Tuner(backend, ways, journal, budget, nanos, t -> out.println(MARK + oneLine(t)));
      for (String line : input()) {
        OpShape op = OpShape.parse(line);
        Optional<TuningRecord.Entry> found = tuner.tune(op, record);
        if (found.isPresent()) {
          record = record.with(found.get());
          TuningFile.write(file, backend.device(), record);
        }
        out.println(MARK + DONE + line);
      }
    }
    return OK;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private static List<String> input() throws IOException {
    List<String> lines = new ArrayList<>();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines.add(line);
    }
    return lines;
  }
}
