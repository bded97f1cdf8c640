package dev.imbrex.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A process with one library and one task, seen from outside. */
final class Child implements AutoCloseable {
  /** Lines that say why a process died. */
  private static final int LAST_LINES = 3;

  private final String name;
  private final Process process;
  private final BufferedReader lines;
  private final Writer orders;
  private final Deque<String> last = new ArrayDeque<>();
  private final ExecutorService reader = Executors.newSingleThreadExecutor(Child::daemon);
  private final long size;
  private final double firstFigure;

  private static Thread daemon(Runnable r) {
    Thread t = new Thread(r, "reader of a child");
    t.setDaemon(true);
    return t;
  }

  /**
   * What a round came to.
   *
   * @param steps how many batches
   * @param seconds how long they took
   * @param figure a network's loss after them
   */
  record Round(long steps, double seconds, double figure) {}

  /**
   * Starts a process and waits until it is ready.
   *
   * @throws FailedException if it dies, hangs or answers nonsense
   */
  Child(String name, List<String> command, Duration patience) {
    this.name = name;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new FailedException(name + " could not be started: " + e.getMessage() + ".", e);
    }
    lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    orders = process.outputWriter(StandardCharsets.UTF_8);
    String[] ready = answer("ready", 3, patience);
    try {
      size = Long.parseLong(ready[1]);
      firstFigure = Double.parseDouble(ready[2]);
    } catch (NumberFormatException e) {
      close();
      throw new FailedException(name + " answered " + String.join(" ", ready) + ".", e);
    }
    signal("STOP");
  }

  /** Returns {@link PeerSession#size}. */
  long size() {
    return size;
  }

  /** Returns {@link PeerSession#figure} when the process was ready. */
  double firstFigure() {
    return firstFigure;
  }

  /**
   * Lets the process work for a while. Before and after it stands still: threads of libraries that
   * wait for work by spinning would slow the others down.
   */
  Round round(Duration time, Duration patience) {
    signal("CONT");
    try {
      return work(time, patience);
    } finally {
      signal("STOP");
    }
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw failed("could not be sent a signal", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Round work(Duration time, Duration patience) {
    try {
      orders.write(time.toNanos() + "\n");
      orders.flush();
    } catch (IOException e) {
      throw failed("stopped listening", e);
    }
    String[] r = answer("round", 4, patience);
    try {
      return new Round(Long.parseLong(r[1]), Long.parseLong(r[2]) * 1e-9, Double.parseDouble(r[3]));
    } catch (NumberFormatException e) {
      throw failed("answered " + String.join(" ", r), e);
    }
  }

  /** Returns the words of the next answer. */
  private String[] answer(String kind, int words, Duration patience) {
    @Nullable String line;
    try {
      line = reader.submit(this::nextAnswer).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failed("did not answer within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw failed("can not be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was not waited for", e);
    }
    if (line == null) {
      throw failed("ended", null);
    }
    if (line.startsWith(PeerProcess.CANNOT)) {
      close();
      throw new FailedException(line.substring(PeerProcess.CANNOT.length()), null);
    }
    String[] w = line.split(" ");
    if (!w[0].equals(kind) || w.length != words) {
      throw failed("answered " + line, null);
    }
    return w;
  }

  private @Nullable String nextAnswer() {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(PeerProcess.MARK)) {
          return line.substring(PeerProcess.MARK.length());
        }
        if (line.startsWith("\tat ") || line.startsWith("\t... ")) {
          continue; // what went wrong is said above
        }
        synchronized (last) {
          last.addLast(line);
          if (last.size() > LAST_LINES) {
            last.removeFirst();
          }
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FailedException failed(String how, @Nullable Throwable cause) {
    close();
    String words;
    synchronized (last) {
      words = String.join(" / ", last);
    }
    return new FailedException(
        name + " " + how + (words.isEmpty() ? "." : "; its last words: " + words), cause);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    reader.shutdownNow();
  }

  /** A library that could not do its task. */
  static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String why;

    FailedException(String why, @Nullable Throwable cause) {
      super(why, cause);
      this.why = why;
    }

    /** Returns what happened, in a sentence. */
    String why() {
      return why;
    }
  }
}
