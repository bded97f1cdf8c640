package dev.imbrex.cli;

import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Answers Ctrl-C while it is open: the first asks to stop, the second ends the process at once. */
final class Interrupts implements AutoCloseable {
  private static final Signal INTERRUPT = new Signal("INT");

  private final AtomicInteger count = new AtomicInteger();
  private final SignalHandler before;

  Interrupts(Output out, Runnable requestStop) {
    before =
        Signal.handle(
            INTERRUPT,
            signal -> {
              if (count.incrementAndGet() > 1) {
                Runtime.getRuntime().halt(Failures.INTERRUPTED);
              }
              out.warn("imbrex: stopping after this step; Ctrl-C again ends at once.");
              requestStop.run();
            });
  }

  @Override
  public void close() {
    Signal.handle(INTERRUPT, before);
  }
}
