package dev.imbrex.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.opencl.driver.DeviceProperty;
import dev.imbrex.opencl.driver.Drivers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Devices are numbered through all platforms, whatever state some of them are in. */
class DiscoveryTest {
  private static final ClHandle BROKEN = new ClHandle(ClHandle.Kind.PLATFORM, "broken");
  private static final ClHandle GOOD = new ClHandle(ClHandle.Kind.PLATFORM, "good");
  private static final ClHandle FIRST = new ClHandle(ClHandle.Kind.DEVICE, "first");
  private static final ClHandle SECOND = new ClHandle(ClHandle.Kind.DEVICE, "second");
  private static final ClHandle THIRD = new ClHandle(ClHandle.Kind.DEVICE, "third");

  /** A driver with a broken platform, and one with three devices, some of which may be busy. */
  private static ClDriver driver(Set<ClHandle> busy, Set<ClHandle> silent) {
    return Drivers.of(
        (method, arguments) ->
            switch (method.getName()) {
              case "platforms" -> List.of(BROKEN, GOOD);
              case "platformName" -> arguments[0] == GOOD ? "Good" : "Broken";
              case "devices" -> {
                if (arguments[0] == BROKEN) {
                  throw new ClException("clGetDeviceIDs", -6);
                }
                yield List.of(FIRST, SECOND, THIRD);
              }
              case "text" -> {
                if (silent.contains(arguments[0])) {
                  throw new ClException("clGetDeviceInfo", -33);
                }
                yield "text";
              }
              default ->
                  arguments[1] == DeviceProperty.AVAILABLE && busy.contains(arguments[0]) ? 0L : 1L;
            });
  }

  private static List<String> ids(Discovery.Found found) {
    return found.devices().stream().map(ClDevice::id).toList();
  }

  @Test
  void aPlatformThatFailsIsPassedOverAndNamed() {
    Discovery.Found found = Discovery.find(driver(Set.of(), Set.of()));
    assertEquals(List.of("opencl:0", "opencl:1", "opencl:2"), ids(found));
    assertEquals(
        List.of(
            "The driver Broken does not tell its devices: clGetDeviceIDs failed with"
                + " CL_OUT_OF_HOST_MEMORY (-6)."),
        found.refused());
  }

  @Test
  void aDeviceKeepsItsNumberWhenAnotherIsBusyOrSilent() {
    Discovery.Found found = Discovery.find(driver(Set.of(FIRST), Set.of(SECOND)));
    assertEquals(List.of("opencl:2"), ids(found));
    assertEquals(
        List.of(
            "opencl:0 (text, Good) is not available now; another program may hold it.",
            "opencl:1 (Good) does not tell what it is: clGetDeviceInfo failed with"
                + " CL_INVALID_DEVICE (-33)."),
        found.refused().subList(1, 3));
  }
}
