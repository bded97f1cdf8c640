package dev.imbrex.spi.support;

import dev.imbrex.spi.CompileOptions;

/**
 * Measures the steps of one {@link dev.imbrex.spi.Invocation}, compiled with {@link
 * CompileOptions#profile}. It is never called by two threads at a time, and {@link #nanos} never
 * between a begin and its end.
 *
 * <p>A device that works behind the back of the calling thread keeps what its queue tells of the
 * commands enqueued between begin and end (in OpenCL, their events), and waits for their times only
 * in {@link #nanos}, or before it has kept too many.
 */
public interface StepClock extends AutoCloseable {
  /** Called before a step is run, or its commands are enqueued. */
  void begin(int step);

  /**
   * Called after a step was run, or its commands were enqueued. It is missing where that failed:
   * what began is then forgotten at the next begin.
   */
  void end(int step);

  /** Returns how long each step took so far, in nanoseconds, all runs together. */
  long[] nanos();

  /** Frees what it holds on the device. */
  @Override
  default void close() {}
}
