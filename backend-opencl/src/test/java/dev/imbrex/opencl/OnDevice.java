package dev.imbrex.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Discovery;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.opencl.driver.CountingDriver;
import dev.imbrex.opencl.driver.Drivers;
import dev.imbrex.opencl.driver.IcdLoader;
import dev.imbrex.opencl.driver.JoclDriver;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives tests the first OpenCL device, to be registered as an extension. When a test ends, what it
 * opened here is closed, and then no object of OpenCL may be left.
 *
 * <p>Without a device such tests are skipped, but fail where {@code IMBREX_TEST_OPENCL} says that
 * there has to be one.
 */
public final class OnDevice implements AfterEachCallback {
  private final CountingDriver counting = new CountingDriver(onlyTheFirst(new JoclDriver()));
  private final List<AutoCloseable> opened = new ArrayList<>();
  private ClDevice device;

  /** Returns a driver's first platform that has a device, with its first device, and no other. */
  private static ClDriver onlyTheFirst(ClDriver all) {
    return Drivers.of(
        (method, arguments) ->
            switch (method.getName()) {
              case "platforms" ->
                  all.platforms().stream().filter(p -> !all.devices(p).isEmpty()).limit(1).toList();
              case "devices" -> all.devices((ClHandle) arguments[0]).subList(0, 1);
              default -> Drivers.forward(all, method, arguments);
            });
  }

  /** Returns what counts the calls of {@link #driver}. */
  public CountingDriver counting() {
    return counting;
  }

  /** Returns the driver that all tests call. */
  public ClDriver driver() {
    return counting.driver();
  }

  /** Returns the device. */
  public ClDevice device() {
    ClDevice d = device;
    if (d == null) {
      d =
          require(
              isRequired(),
              "no OpenCL driver offers a device",
              () -> IcdLoader.mayBePresent() ? Discovery.find(driver()).devices().get(0) : null);
      device = d;
    }
    return d;
  }

  /** Returns the provider that calls a driver and has built programs in certain folders. */
  public static BackendProvider provider(
      ClDriver driver, Function<ClDevice, ProgramFolder> programs) {
    return new OpenClProvider(driver, () -> true, programs);
  }

  /** Opens the device. */
  public Backend open() {
    return open(driver());
  }

  /** Opens the device as another driver, in front of {@link #driver}, shows it. */
  public Backend open(ClDriver over) {
    return open(over, ProgramFolder::ofProcess);
  }

  /** Opens the device, with built programs in a certain folder. */
  public Backend open(ClDriver over, Function<ClDevice, ProgramFolder> programs) {
    return closed(provider(over, programs).open(device().id()));
  }

  /** Opens a session on the device. */
  public Session session(ProgramFolder programs) {
    return closed(Session.open(driver(), device(), programs));
  }

  /** Has something closed when the test ends; closing it twice must do no harm. */
  public <T extends AutoCloseable> T closed(T resource) {
    opened.add(resource);
    return resource;
  }

  /**
   * Returns what a test cannot do without, or ends the test.
   *
   * @param required whether that is a failure; otherwise the test is skipped
   * @param missing what is wrong if there is none, as a phrase
   * @param find returns null or throws where there is none
   */
  public static <T> T require(boolean required, String missing, Callable<T> find) {
    String why = missing;
    try {
      T found = find.call();
      if (found != null) {
        return found;
      }
    } catch (Exception | LinkageError e) {
      why += " (" + e + ")";
    }
    String told =
        "NOT TESTED: " + why + "; eval \"$(scripts/opencl-runtime.sh)\" provides what is missing.";
    if (required) {
      return fail(told);
    }
    System.err.println(told);
    return abort(told);
  }

  /** Returns whether this machine is meant to have OpenCL. */
  public static boolean isRequired() {
    return "required".equals(System.getenv("IMBREX_TEST_OPENCL"));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    opened.clear();
    assertEquals(Map.of(), counting.live(), "objects of OpenCL that are left");
  }
}
