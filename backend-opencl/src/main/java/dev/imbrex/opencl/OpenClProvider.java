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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
  private final Function<ClDevice, ProgramFolder> programs;

  /** For {@link java.util.ServiceLoader}. */
  public OpenClProvider() {
    this(new JoclDriver(), IcdLoader::mayBePresent, ProgramFolder::ofProcess);
  }

  OpenClProvider(
      ClDriver driver,
      BooleanSupplier loaderMayBePresent,
      Function<ClDevice, ProgramFolder> programs) {
    this.driver = driver;
    this.loaderMayBePresent = loaderMayBePresent;
    this.programs = programs;
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

  /** The devices that can be used, or what stands in the way. */
  private record Survey(Discovery.Found found, Optional<Unavailable> obstacle) {
    static Survey obstructed(String reason, String remedy, @Nullable Throwable cause) {
      return new Survey(
          new Discovery.Found(List.of(), List.of()),
          Optional.of(new Unavailable(reason, remedy, Optional.ofNullable(cause))));
    }
  }

  private Survey survey() {
    if (!loaderMayBePresent.getAsBoolean()) {
      return Survey.obstructed("There is no OpenCL library on this machine.", INSTALL_LOADER, null);
    }
    try {
      Discovery.Found found = Discovery.find(driver);
      if (!found.devices().isEmpty()) {
        return new Survey(found, Optional.empty());
      }
      return found.refused().isEmpty()
          ? Survey.obstructed(
              "OpenCL is installed, but no driver offers a device.", INSTALL_DRIVER, null)
          : Survey.obstructed(String.join(" ", found.refused()), UPDATE_DRIVER, null);
    } catch (LinkageError e) {
      return Survey.obstructed("The OpenCL library can not be loaded.", INSTALL_LOADER, e);
    } catch (RuntimeException e) {
      return Survey.obstructed(
          "An OpenCL driver does not work: " + e.getMessage() + ".", INSTALL_DRIVER, e);
    }
  }

  @Override
  public Availability probe() {
    Survey s = survey();
    return s.obstacle.isPresent()
        ? s.obstacle.get()
        : new Available(s.found.devices().stream().map(ClDevice::info).toList());
  }

  @Override
  public Backend open(String deviceId) {
    ClDevice device = find(deviceId);
    ProgramFolder folder = programs.apply(device);
    return open(device, folder, Tuning.ofProcess(device, folder));
  }

  /** Opens a device whose ops run as they do where nothing was measured. */
  static OpenClBackend openUntuned(
      ClDriver driver, String deviceId, Function<ClDevice, ProgramFolder> programs) {
    OpenClProvider p = new OpenClProvider(driver, IcdLoader::mayBePresent, programs);
    ClDevice device = p.find(deviceId);
    return p.open(device, programs.apply(device), Tuning.none(device));
  }

  private ClDevice find(String deviceId) {
    Survey s = survey();
    if (s.obstacle.isPresent()) {
      Unavailable why = s.obstacle.get();
      throw new BackendUnavailableException(
          "The device " + deviceId + " can not be opened. " + why.reason() + " " + why.remedy());
    }
    return s.found.devices().stream()
        .filter(d -> d.id().equals(deviceId))
        .findFirst()
        .orElseThrow(() -> new BackendUnavailableException(noSuchDevice(deviceId, s.found)));
  }

  private OpenClBackend open(ClDevice device, ProgramFolder folder, Tuning tuning) {
    Session session = Session.open(driver, device, folder);
    try {
      return new OpenClBackend(session, tuning);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private static String noSuchDevice(String id, Discovery.Found found) {
    String there =
        found.devices().stream()
            .map(d -> d.id() + " (" + d.name() + ")")
            .collect(Collectors.joining(", "));
    String refused = found.refused().isEmpty() ? "" : " " + String.join(" ", found.refused());
    return "There is no device " + id + "; there are " + there + "." + refused;
  }
}
