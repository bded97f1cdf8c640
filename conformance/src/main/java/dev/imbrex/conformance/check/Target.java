package dev.imbrex.conformance.check;

import dev.imbrex.spi.Backend;
import java.util.Optional;

/** What is to be tested: knows how to open the backend, as often as it takes. */
public interface Target {
  /** Returns what people write behind {@code --backend} to get it. */
  String name();

  /** Opens the backend; the kit closes it. */
  Backend open();

  /**
   * Opens the backend so that it computes with this many threads, where it can be told.
   *
   * @param threads from 1 to 8
   */
  default Optional<Backend> openWithThreads(int threads) {
    return Optional.empty();
  }
}
