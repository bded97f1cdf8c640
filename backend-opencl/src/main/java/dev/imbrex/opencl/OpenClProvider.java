package dev.imbrex.opencl;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.Availability.Unavailable;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Provides {@code opencl}. It finds devices but does not run programs on them yet, and says so:
 * whatever it finds, it is {@link Unavailable}.
 */
public final class OpenClProvider implements BackendProvider {
  private static final String NAME = "opencl";

  private static final String INSTALL_LOADER =
      "Install the OpenCL loader (Debian, Ubuntu: apt install ocl-icd-libopencl1) and your device's driver.";

  private static final String INSTALL_DRIVER =
      "Install your device's OpenCL driver (Debian, Ubuntu: mesa-opencl-icd for AMD, intel-opencl-icd for"
          + " Intel, pocl-opencl-icd for a CPU, the vendor's driver for NVIDIA).";

  private static final String USE_CPU = "Choose the backend cpu.";

  private final ClDriver driver;
  private final BooleanSupplier loaderMayBePresent;

  /** For {@link java.util.ServiceLoader}. */
  public OpenClProvider() {
    this(new JoclDriver(), IcdLoader::mayBePresent);
  }

  OpenClProvider(ClDriver driver, BooleanSupplier loaderMayBePresent) {
    this.driver = driver;
    this.loaderMayBePresent = loaderMayBePresent;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public boolean runsNativeCode() {
    return true;
  }

  @Override
  public Availability probe() {
    if (!loaderMayBePresent.getAsBoolean()) {
      return new Unavailable(
          "There is no OpenCL library on this machine.", INSTALL_LOADER, Optional.empty());
    }
    try {
      List<ClDevice> devices = driver.devices();
      if (devices.isEmpty()) {
        return new Unavailable(
            "OpenCL is installed, but no driver offers a device.",
            INSTALL_DRIVER,
            Optional.empty());
      }
      return new Unavailable(
          "OpenCL has "
              + devices.stream()
                  .map(d -> d.name() + " (" + d.platform() + ")")
                  .collect(Collectors.joining(", "))
              + ", but this version does not run programs on OpenCL devices yet.",
          USE_CPU,
          Optional.empty());
    } catch (LinkageError e) {
      return new Unavailable(
          "The OpenCL library can not be loaded.", INSTALL_LOADER, Optional.of(e));
    } catch (RuntimeException e) {
      return new Unavailable(
          "An OpenCL driver does not work: " + e.getMessage() + ".",
          INSTALL_DRIVER,
          Optional.of(e));
    }
  }

  /**
   * Never returns.
   *
   * @throws BackendUnavailableException always, with the reason and the remedy of {@link #probe}
   */
  @Override
  public Backend open(String deviceId) {
    if (probe() instanceof Unavailable why) {
      throw new BackendUnavailableException(
          "The device " + deviceId + " can not be opened. " + why.reason() + " " + why.remedy());
    }
    throw new IllegalStateException("probe() found a device that open() does not know.");
  }
}
