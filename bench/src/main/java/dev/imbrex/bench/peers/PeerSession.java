package dev.imbrex.bench.peers;

/** A network in one library, ready to be trained or to predict. */
public interface PeerSession extends AutoCloseable {
  /** Returns how many parameters are trained. */
  long parameters();

  /** Does one batch, handed over from the memory of the host, and waits for its result. */
  void step();

  /** Returns the loss of the last step of training; 0 in prediction. */
  double loss();

  /**
   * Does batch after batch.
   *
   * @param nanos how long at least
   * @return how many batches
   */
  default long round(long nanos) {
    long begin = System.nanoTime();
    long steps = 0;
    do {
      step();
      steps++;
    } while (System.nanoTime() - begin < nanos);
    return steps;
  }

  @Override
  void close();
}
