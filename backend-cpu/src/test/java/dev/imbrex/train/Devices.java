package dev.imbrex.train;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** The backends of this module, for tests that every one of them has to pass. */
final class Devices {
  private Devices() {}

  /** Returns what opens each device. */
  static Stream<Named<Supplier<Backend>>> all() {
    return ServiceLoader.load(BackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .flatMap(
            p ->
                ((Availability.Available) p.probe())
                    .devices().stream()
                        .map(d -> Named.of(d.id(), (Supplier<Backend>) () -> p.open(d.id()))));
  }

  /** Opens a device by its name. */
  static Backend open(String name) {
    return all().filter(n -> n.getName().equals(name)).findFirst().orElseThrow().getPayload().get();
  }
}
