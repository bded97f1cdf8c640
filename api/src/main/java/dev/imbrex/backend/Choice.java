package dev.imbrex.backend;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.DeviceInfo;

/** A device that was chosen and opened; closing the choice closes it. */
public record Choice(Backend backend, String explanation) implements AutoCloseable {
  /** Returns the device. */
  public DeviceInfo device() {
    return backend.device();
  }

  @Override
  public void close() {
    backend.close();
  }
}
