package dev.imbrex.backend;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.DeviceInfo;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider that was found, or what was found in place of one.
 *
 * <p>It is only asked for its devices when somebody wants to know, for that may load a driver: who
 * asks for one backend by name is not to be bothered by the drivers of another.
 */
final class Candidate {
  private final String name;
  private final @Nullable BackendProvider provider;
  private final Supplier<Availability> probe;
  private @Nullable Availability found;

  /**
   * Creates the candidate.
   *
   * @param name the provider's name, or that of its class if it could not be asked
   * @param provider null if it could not even be made
   * @param probe asked once at most
   */
  Candidate(String name, @Nullable BackendProvider provider, Supplier<Availability> probe) {
    this.name = name;
    this.provider = provider;
    this.probe = probe;
  }

  String name() {
    return name;
  }

  @Nullable BackendProvider provider() {
    return provider;
  }

  Availability availability() {
    Availability a = found;
    if (a == null) {
      a = probe.get();
      found = a;
    }
    return a;
  }

  /** Returns the devices, none if it is not available. */
  List<DeviceInfo> devices() {
    return availability() instanceof Availability.Available a ? a.devices() : List.of();
  }
}
