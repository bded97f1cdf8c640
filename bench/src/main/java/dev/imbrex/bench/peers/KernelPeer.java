package dev.imbrex.bench.peers;

import dev.imbrex.bench.Bound;
import dev.imbrex.bench.KernelTask;
import dev.imbrex.bench.Rate;
import java.io.IOException;

/** One kernel of Imbrex' {@code cpu}, or of the backend that {@code imbrex.backend} names. */
public final class KernelPeer implements PeerSession {
  private final Bound bound;
  private final Rate rate = new Rate();

  private KernelPeer(KernelTask task) {
    this.bound = Bound.of(System.getProperty("imbrex.backend", "cpu"), task);
  }

  /** Serves as a process of its own. */
  public static void main(String[] args) throws IOException {
    PeerProcess.serveTask(args, task -> new KernelPeer(KernelTask.of(task)));
  }

  @Override
  public long size() {
    return 0;
  }

  @Override
  public void step() {
    bound.run(rate);
  }

  @Override
  public double figure() {
    return 0;
  }

  @Override
  public void close() {
    bound.close();
  }
}
