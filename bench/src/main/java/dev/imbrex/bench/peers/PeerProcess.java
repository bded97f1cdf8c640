package dev.imbrex.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * The side of a library's process: lines on standard input say what to do, lines on standard output
 * that begin with {@value #MARK} answer. Everything else that a library prints is passed over.
 */
public final class PeerProcess {
  static final String MARK = "@peer ";
  static final String CANNOT = "cannot ";

  private PeerProcess() {}

  /**
   * Serves until the input ends.
   *
   * @param args the task's name
   * @param open makes the session, or throws UnsupportedOperationException with a sentence that
   *     says what the library, or the comparison, can not do
   */
  public static void serve(String[] args, Function<PeerTask, PeerSession> open) throws IOException {
    serveTask(args, name -> open.apply(PeerTask.of(name)));
  }

  /**
   * Serves until the input ends, for tasks of other kinds.
   *
   * @param open as for {@link #serve}, from the task's name
   */
  public static void serveTask(String[] args, Function<String, PeerSession> open)
      throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    serve(args[0], open, in, System.out);
    System.exit(0); // libraries may leave threads behind
  }

  static void serve(
      String task, Function<String, PeerSession> open, BufferedReader in, PrintStream out)
      throws IOException {
    try (PeerSession session = open.apply(task)) {
      session.step();
      answer(out, "ready " + session.size() + " " + session.figure());
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        long nanos = Long.parseLong(line.trim());
        long begin = System.nanoTime();
        long steps = session.round(nanos);
        answer(out, "round " + steps + " " + (System.nanoTime() - begin) + " " + session.figure());
      }
    } catch (UnsupportedOperationException e) {
      answer(out, CANNOT + e.getMessage());
    }
  }

  private static void answer(PrintStream out, String line) {
    out.println(MARK + line);
    out.flush();
  }
}
