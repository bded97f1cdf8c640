package dev.imbrex.backend;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.DeviceInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider that was looked at, or what was found in place of one.
 *
 * @param name the provider's name, or that of its class if it could not be asked
 * @param provider null if it could not even be made
 */
record Candidate(String name, @Nullable BackendProvider provider, Availability availability) {

  static Candidate broken(
      String name,
      @Nullable BackendProvider provider,
      String reason,
      String remedy,
      Throwable cause) {
    return new Candidate(
        name, provider, new Availability.Unavailable(reason, remedy, Optional.of(cause)));
  }

  /** Returns the devices, none if it is not available. */
  List<DeviceInfo> devices() {
    return availability instanceof Availability.Available a ? a.devices() : List.of();
  }
}
