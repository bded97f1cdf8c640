package dev.imbrex.opencl.tune;

import dev.imbrex.backend.JavaCommand;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.TuningLevel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has ops tuned in a process of its own, which a driver may take down or bring to a halt: then the
 * process is ended and another goes on, and the journal keeps it from what the first one did last.
 */
public final class TuningProcess {
  private static final System.Logger LOG = System.getLogger(TuningProcess.class.getName());

  /** A process that says nothing for so long stands still; a large build can take a minute. */
  public static final int PATIENCE_SECONDS = 120;

  /** How often one op may end a process before it is left alone. */
  private static final int ATTEMPTS = 5;

  private static final String LEVEL = "imbrex.opencl.tuning";
  private static final String END = "";

  private final Class<?> main;
  private final String deviceId;
  private final Path folder;
  private final int patienceSeconds;

  /**
   * Prepares it.
   *
   * @param main its main method is given the device's id, the level and the folder, and calls
   *     {@link TuningWorker#run}
   * @param folder of the device, with record and journal
   */
  public TuningProcess(Class<?> main, String deviceId, Path folder, int patienceSeconds) {
    this.main = main;
    this.deviceId = deviceId;
    this.folder = folder;
    this.patienceSeconds = patienceSeconds;
  }

  /**
   * Tunes ops; when it returns, what could be found out is in the folder's record. An op that ends
   * one process after the other is left out.
   *
   * @param progress is told of every op, and of what went wrong
   * @throws BackendUnavailableException if no process can be started or another one tunes the
   *     device
   */
  public void run(List<OpShape> ops, TuningLevel level, Consumer<String> progress) {
    Set<String> left = new LinkedHashSet<>();
    ops.forEach(o -> left.add(o.text()));
    int all = left.size();
    String failing = "";
    int failures = 0;
    while (!left.isEmpty()) {
      String first = left.iterator().next();
      progress.accept("%d of %d: %s".formatted(all - left.size() + 1, all, first));
      End end = once(left, level, progress, all);
      if (end.code == TuningWorker.BUSY) {
        throw new BackendUnavailableException(
            "Another process is tuning "
                + deviceId
                + " now; wait until it has ended, or do without tuning.");
      }
      if (left.isEmpty()) {
        return;
      }
      if (end.code == TuningWorker.OK) {
        throw new IllegalStateException("The process that tunes has left out " + left + ".");
      }
      String at = left.iterator().next();
      failures = at.equals(failing) ? failures + 1 : 1;
      failing = at;
      String what = (end.stuck ? "stood still at " : "was ended by ") + end.said + " for " + at;
      LOG.log(System.Logger.Level.WARNING, "The process that tunes " + deviceId + " " + what);
      progress.accept("a process " + what + "; another goes on");
      if (end.said.isEmpty() && failures > 1) {
        throw new BackendUnavailableException(
            "The process that tunes "
                + deviceId
                + " ends with code "
                + end.code
                + " before it begins: "
                + String.join(" ", end.tail)
                + "; see imbrex doctor.");
      }
      if (failures >= ATTEMPTS) {
        LOG.log(System.Logger.Level.WARNING, at + " is left as it is.");
        left.remove(at);
      }
    }
  }

  /** How a process ended: its code, the last that it said, and the last lines of all others. */
  private record End(int code, boolean stuck, String said, Deque<String> tail) {}

  private End once(Set<String> left, TuningLevel level, Consumer<String> progress, int all) {
    Process process = start(level);
    try {
      try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
        for (String op : left) {
          in.write(op + "\n");
        }
      } catch (IOException e) {
        // It has ended already: that shows below.
      }
      LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
      Thread reader = new Thread(() -> read(process, lines), "imbrex-tuning");
      reader.setDaemon(true);
      reader.start();
      String said = "";
      Deque<String> tail = new ArrayDeque<>();
      while (true) {
        String line = lines.poll(patienceSeconds, TimeUnit.SECONDS);
        if (line == null) {
          return new End(-1, true, said, tail);
        } else if (line.equals(END)) {
          return new End(process.waitFor(), false, said, tail);
        } else if (!line.startsWith(TuningWorker.MARK)) {
          tail.add(line);
          if (tail.size() > 3) {
            tail.remove();
          }
          continue;
        }
        said = line.substring(TuningWorker.MARK.length());
        if (said.startsWith(Tuner.REFUSED)) {
          LOG.log(System.Logger.Level.DEBUG, said);
          progress.accept(said);
        }
        if (said.startsWith(TuningWorker.DONE)) {
          left.remove(said.substring(TuningWorker.DONE.length()));
          if (!left.isEmpty()) {
            progress.accept(
                "%d of %d: %s".formatted(all - left.size() + 1, all, left.iterator().next()));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendUnavailableException("Tuning was interrupted.", e);
    } finally {
      end(process);
    }
  }

  private Process start(TuningLevel level) {
    List<String> command =
        JavaCommand.of(main)
            .property(LEVEL, TuningLevel.NONE.toString())
            .build("2g", List.of(deviceId, level.toString(), folder.toString()));
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException | SecurityException e) {
      throw new BackendUnavailableException(
          "A process to tune in can not be started: " + e.getMessage() + ".", e);
    }
  }

  private static void read(Process process, LinkedBlockingQueue<String> lines) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.equals(END)) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      // It was ended.
    }
    lines.add(END);
  }

  /** Ends a process and waits until its lock on the journal is gone. */
  private static void end(Process process) {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
