package dev.imbrex.opencl;

import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Discovery;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.IcdLoader;
import dev.imbrex.opencl.driver.JoclDriver;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Availability;
import dev.imbrex.spi.Availability.Available;
import dev.imbrex.spi.Availability.Unavailable;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Provides {@code opencl}: every device that an OpenCL driver offers, numbered through all
 * platforms.
 */
public final class OpenClProvider implements BackendProvider {
  private static final String NAME = "opencl";

  private static final String INSTALL_LOADER =
      "Install the OpenCL loader (Debian, Ubuntu: apt install ocl-icd-libopencl1) and your device's driver.";

  private static final String INSTALL_DRIVER =
      "Install your device's OpenCL driver (Debian, Ubuntu: mesa-opencl-icd for AMD, intel-opencl-icd for"
          + " Intel, pocl-opencl-icd for a CPU, the vendor's driver for NVIDIA).";

  private static final String UPDATE_DRIVER =
      "Update the driver (clinfo shows what it says of itself), or choose the backend cpu.";

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
      Discovery.Found found = Discovery.find(driver);
      if (!found.devices().isEmpty()) {
        return new Available(found.devices().stream().map(ClDevice::info).toList());
      }
      return found.refused().isEmpty()
          ? new Unavailable(
              "OpenCL is installed, but no driver offers a device.",
              INSTALL_DRIVER,
              Optional.empty())
          : new Unavailable(String.join(" ", found.refused()), UPDATE_DRIVER, Optional.empty());
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

  @Override
  public Backend open(String deviceId) {
    Availability seen = probe();
    if (seen instanceof Unavailable) {
      Unavailable why = (Unavailable) seen;
      throw new BackendUnavailableException(
          "The device " + deviceId + " can not be opened. " + why.reason() + " " + why.remedy());
    }
    List<ClDevice> devices = Discovery.find(driver).devices();
    ClDevice device =
        devices.stream()
            .filter(d -> d.id().equals(deviceId))
            .findFirst()
            .orElseThrow(
                () ->
                    new BackendUnavailableException(
                        "There is no device "
                            + deviceId
                            + "; there are "
                            + devices.stream()
                                .map(d -> d.id() + " (" + d.name() + ")")
                                .collect(Collectors.joining(", "))
                            + "."));
    Session session = Session.open(driver, device, ProgramFolder.ofProcess(device));
    try {
      return new OpenClBackend(session);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }
}
