package dev.imbrex.conformance.check;

import dev.imbrex.spi.Backend;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where checks are run: keeps one backend open for those that leave it as it was. */
public final class Bench implements AutoCloseable {
  private final Target target;
  private @Nullable Backend shared;

  /** Creates a bench; nothing is opened yet. */
  public Bench(Target target) {
    this.target = target;
  }

  /** Returns the backend that checks share; it must not be closed by them. */
  public synchronized Backend shared() {
    Backend b = shared;
    if (b == null) {
      b = target.open();
      shared = b;
    }
    return b;
  }

  /** Opens another backend, which the caller closes. */
  public Backend open() {
    return target.open();
  }

  /** Opens a backend with a number of threads, if it can be told; the caller closes it. */
  public Optional<Backend> openWithThreads(int threads) {
    return target.openWithThreads(threads);
  }

  /** Returns what people write behind {@code --backend}. */
  public String name() {
    return target.name();
  }

  /** Gives up the shared backend, which may be in any state after a failure. */
  public synchronized void replaceShared() {
    close();
  }

  @Override
  public synchronized void close() {
    Backend b = shared;
    shared = null;
    if (b != null) {
      b.close();
    }
  }
}
