package dev.imbrex.train;

/** Seconds, and examples per second, of an epoch. */
final class Stopwatch {
  private double before;
  private double measured;
  private long examples;
  private long since;
  private boolean running;

  /** Begins an epoch, which has taken some time already if it is resumed. */
  void reset(double secondsBefore) {
    before = secondsBefore;
    measured = 0;
    examples = 0;
    since = System.nanoTime();
  }

  void start() {
    since = System.nanoTime();
    running = true;
  }

  void stop() {
    measured = measured();
    running = false;
  }

  void count(int more) {
    examples += more;
  }

  private double measured() {
    return running ? measured + (System.nanoTime() - since) * 1e-9 : measured;
  }

  double seconds() {
    return before + measured();
  }

  /** Returns the speed, what was before left out; 0 before the first step. */
  double perSecond() {
    double t = measured();
    return t > 0 ? examples / t : 0;
  }
}
