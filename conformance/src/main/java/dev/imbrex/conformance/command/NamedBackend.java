package dev.imbrex.conformance.command;

import dev.imbrex.backend.Backends;
import dev.imbrex.conformance.check.Target;
import dev.imbrex.spi.Backend;
import java.util.Optional;

/** A backend that is asked for by name; opened untested, for testing is what the kit does. */
record NamedBackend(String request) implements Target {
  /** How {@code cpu} is told its number of threads. */
  private static final String THREADS = "imbrex.cpu.threads";

  @Override
  public String name() {
    return request.isEmpty() ? "auto" : request;
  }

  @Override
  public Backend open() {
    return Backends.chooseUntested(request).backend();
  }

  @Override
  public Optional<Backend> openWithThreads(int threads) {
    String before = System.getProperty(THREADS);
    System.setProperty(THREADS, Integer.toString(threads));
    try {
      return Optional.of(open());
    } finally {
      if (before == null) {
        System.clearProperty(THREADS);
      } else {
        System.setProperty(THREADS, before);
      }
    }
  }
}
