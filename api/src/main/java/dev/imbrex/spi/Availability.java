package dev.imbrex.spi;

import java.util.List;
import java.util.Optional;

/** Whether a backend can be used here: with which devices, or why not and what would help. */
public sealed interface Availability permits Availability.Available, Availability.Unavailable {

  /** It can, on these devices, at least one. */
  record Available(List<DeviceInfo> devices) implements Availability {
    public Available {
      devices = List.copyOf(devices);
      if (devices.isEmpty()) {
        throw new IllegalArgumentException(
            "Available needs a device; say Unavailable without one.");
      }
    }
  }

  /**
   * It can not.
   *
   * @param reason what is missing, as a sentence
   * @param remedy what the user can do about it, as a sentence
   */
  record Unavailable(String reason, String remedy, Optional<Throwable> cause)
      implements Availability {}
}
