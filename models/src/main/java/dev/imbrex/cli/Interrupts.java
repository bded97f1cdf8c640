package dev.imbrex.cli;

import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Answers Ctrl-C while it is open: the first asks to stop, the second ends the process at once. */
final class Interrupts implements AutoCloseable {
  private static final Signal INTERRUPT = new Signal("INT");

  /** Installs a handler and returns the one before. */
  @FunctionalInterface
  interface Exchange {
    SignalHandler with(SignalHandler handler);
  }

  private final AtomicInteger count = new AtomicInteger();
  private final Exchange exchange;
  private final SignalHandler before;

  Interrupts(Output out, Runnable requestStop) {
    this(out, requestStop, handler -> Signal.handle(INTERRUPT, handler));
  }

  /** Creates it with another way of installing a handler. */
  Interrupts(Output out, Runnable requestStop, Exchange exchange) {
    this.exchange = exchange;
    before =
        exchange.with(
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
    try {
      exchange.with(before);
    } catch (NullPointerException e) {
      // Where a driver's library has changed handlers behind the back of the JVM, the JVM may not
      // know the one before and wraps null, which only shows when it is installed.
      exchange.with(SignalHandler.SIG_DFL);
    }
  }
}
