package dev.imbrex.bench.peers;

/** Work in one library, ready to be done: a network to be trained or to predict, or products. */
public interface PeerSession extends AutoCloseable {
  /** Returns how many parameters are trained, or how many operations a step of products is. */
  long size();

  /**
   * Does one batch, handed over from the memory of the host, or some products, and waits for the
   * result.
   */
  void step();

  /** Returns the loss of the last step of training, or how wrong products are; 0 for others. */
  double figure();

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
