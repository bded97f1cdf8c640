package dev.imbrex.spi.support;

/** Looks at the host's clock: right where a step is done when its call returns. */
final class HostClock implements StepClock {
  private final long[] nanos;
  private long began;

  HostClock(int steps) {
    nanos = new long[steps];
  }

  @Override
  public void begin(int step) {
    began = System.nanoTime();
  }

  @Override
  public void end(int step) {
    nanos[step] += System.nanoTime() - began;
  }

  @Override
  public long[] nanos() {
    return nanos.clone();
  }
}
