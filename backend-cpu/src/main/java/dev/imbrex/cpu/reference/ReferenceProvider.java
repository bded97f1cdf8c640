package dev.imbrex.cpu.reference;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import java.util.List;
import java.util.Map;

/** Provides {@code reference}: every core op in float64, slow and plain; available everywhere. */
public final class ReferenceProvider implements BackendProvider {
  private static final String NAME = "reference";

  /** For {@link java.util.ServiceLoader}. */
  public ReferenceProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  /** The lowest there is: it is chosen by name, or when nothing else works. */
  @Override
  public int priority() {
    return Integer.MIN_VALUE;
  }

  @Override
  public boolean runsNativeCode() {
    return false;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(List.of(device()));
  }

  @Override
  public Backend open(String deviceId) {
    if (!deviceId.equals(NAME)) {
      throw new BackendUnavailableException(
          "The backend reference has one device, called reference, and no " + deviceId + ".");
    }
    return new ReferenceBackend(device());
  }

  private static DeviceInfo device() {
    return new DeviceInfo(
        NAME,
        "Reference interpreter",
        "Imbrex",
        DeviceKind.CPU,
        Runtime.getRuntime().maxMemory(),
        HeapBuffer.MAX_BYTES,
        Double.BYTES,
        "Java " + Runtime.version(),
        Map.of("arithmetic", "float64, results rounded to their type"));
  }
}
