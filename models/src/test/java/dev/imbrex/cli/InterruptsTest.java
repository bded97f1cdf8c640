package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** What becomes of the handler that was there before. */
class InterruptsTest {
  private final List<SignalHandler> installed = new ArrayList<>();
  private final StringWriter err = new StringWriter();
  private final Output out =
      new Output(
          new CommandLine(new Main()).setErr(new PrintWriter(err, true)).getCommandSpec(), false);
  private int stops;

  /** As {@link Signal#handle}: before any other there was a certain handler. */
  private Interrupts.Exchange exchange(SignalHandler first) {
    installed.add(first);
    return h -> {
      installed.add(h);
      return installed.get(installed.size() - 2);
    };
  }

  @Test
  void theHandlerBeforeIsBackAfterwards() {
    SignalHandler first = signal -> {};
    try (Interrupts i = new Interrupts(out, () -> stops++, exchange(first))) {
      installed.get(1).handle(new Signal("INT"));
    }
    assertEquals(1, stops);
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertEquals(3, installed.size());
    assertSame(first, installed.get(2));
  }

  @Test
  void aHandlerThatTheJvmHasLostBecomesTheDefault() {
    // The JVM's wrapper of a null, which it gives out but does not take back.
    SignalHandler lost = signal -> {};
    Interrupts.Exchange jvm = exchange(lost);
    Interrupts.Exchange strict =
        h -> jvm.with(Objects.requireNonNull(h == lost ? null : h, "handler"));
    new Interrupts(out, () -> stops++, strict).close();
    assertSame(SignalHandler.SIG_DFL, installed.get(installed.size() - 1));
  }

  @Test
  void theSecondInterruptEndsTheProcessAtOnce() throws Exception {
    ProcessBuilder b =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            InterruptedTwice.class.getName());
    Process p = b.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String told = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(130, p.waitFor(), told);
    assertEquals("once", told.strip());
  }
}
