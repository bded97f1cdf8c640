package dev.imbrex.conformance;

import dev.imbrex.conformance.check.Target;
import dev.imbrex.spi.Backend;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Backends for the kit's tests of itself. */
final class Targets {
  private Targets() {}

  /** Returns an oracle with a fault, a fresh one each time that it is opened. */
  static Target of(Supplier<Fault> fault) {
    return new Target() {
      @Override
      public String name() {
        return "oracle";
      }

      @Override
      public Backend open() {
        return new OracleBackend(fault.get());
      }
    };
  }

  /** Returns a backend that is opened like this, and with its own bits for each thread count. */
  static Target opening(Supplier<Backend> backend, IntFunction<Backend> withThreads) {
    return new Target() {
      @Override
      public String name() {
        return "oracle";
      }

      @Override
      public Backend open() {
        return backend.get();
      }

      @Override
      public Optional<Backend> openWithThreads(int threads) {
        return Optional.of(withThreads.apply(threads));
      }
    };
  }
}
