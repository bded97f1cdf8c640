package dev.imbrex.backend;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.DeviceInfo;

/** A device that was chosen and opened. */
public record Choice(Backend backend, String explanation) {
  /** Returns the device. */
  public DeviceInfo device() {
    return backend.device();
  }
}
