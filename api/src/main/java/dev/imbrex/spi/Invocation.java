package dev.imbrex.spi;

/** An executable with its memory bound; belongs to one thread at a time. */
@FunctionalInterface
public interface Invocation {
  /**
   * Runs the program, or hands it to the device's queue: {@link Backend#synchronize} and {@link
   * Buffer#read} wait for it. Looks nothing up and allocates nothing.
   */
  void run();
}
