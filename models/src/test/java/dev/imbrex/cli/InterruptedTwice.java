package dev.imbrex.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** A process that is interrupted twice in the midst of a step, and says so if it lives on. */
final class InterruptedTwice {
  private InterruptedTwice() {}

  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main()).setErr(new PrintWriter(System.err, true));
    AtomicReference<SignalHandler> installed = new AtomicReference<>(SignalHandler.SIG_DFL);
    try (Interrupts i =
        new Interrupts(new Output(line.getCommandSpec(), false), () -> {}, installed::getAndSet)) {
      installed.get().handle(new Signal("INT"));
      System.out.println("once");
      installed.get().handle(new Signal("INT"));
      System.out.println("still alive");
    }
  }
}
