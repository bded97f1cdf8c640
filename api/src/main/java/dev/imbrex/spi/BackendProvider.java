package dev.imbrex.spi;

/**
 * The entry of a backend, found by {@link java.util.ServiceLoader}.
 *
 * <p>Constructing a provider does no work; all of it happens in {@link #probe} and {@link #open}.
 */
public interface BackendProvider {
  /** The version of this SPI. A provider returns the one that it was compiled against. */
  int SPI_VERSION = 1;

  /** Returns the name people choose it by, such as {@code opencl}: lower case, no colon. */
  String name();

  /** Returns the {@link #SPI_VERSION} that the provider was compiled against. */
  int spiVersion();

  /**
   * Returns the rank among backends on devices of one kind; the higher is preferred. {@code
   * Integer.MIN_VALUE} means that it is taken only where nothing else works.
   */
  int priority();

  /**
   * Returns whether its devices run code outside the Java virtual machine, such as a driver. A
   * fault there may end the process, so such devices are tried in a child process first.
   */
  default boolean runsNativeCode() {
    return true;
  }

  /** Looks for devices. Never throws: what goes wrong becomes {@link Availability.Unavailable}. */
  Availability probe();

  /**
   * Opens a device.
   *
   * @param deviceId the {@link DeviceInfo#id} of one of the devices that {@link #probe} gave
   * @throws BackendUnavailableException if there is no such device or it can not be used now
   */
  Backend open(String deviceId);
}
