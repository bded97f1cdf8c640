package dev.imbrex.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.ConformanceReport;
import dev.imbrex.conformance.ConformanceRun;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Target;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClStatus;
import dev.imbrex.opencl.driver.DeviceProperty;
import dev.imbrex.opencl.driver.Drivers;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.spi.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Devices that can do less compute the same: the exact part of the kit has no tolerance. */
class LimitsTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  @Test
  void groupsOfOneWorkItemAreEnough() {
    requireExact(Map.of(DeviceProperty.WORK_GROUP_SIZE, 1L));
  }

  @Test
  void groupsOfSixtyFourWorkItemsAreEnough() {
    requireExact(
        Map.of(DeviceProperty.TYPE, 4L, DeviceProperty.WORK_GROUP_SIZE, 64L)); // as on a GPU
  }

  @Test
  void localMemoryIsNotNeeded() {
    requireExact(
        Map.of(
            DeviceProperty.TYPE,
            4L,
            DeviceProperty.LOCAL_MEMORY,
            0L,
            DeviceProperty.LOCAL_MEMORY_TYPE,
            0L));
  }

  /** Shows the device with other properties, and refuses groups that are then too large. */
  private ClDriver lying(Map<DeviceProperty, Long> properties) {
    long most = properties.getOrDefault(DeviceProperty.WORK_GROUP_SIZE, Long.MAX_VALUE);
    return Drivers.of(
        (method, arguments) -> {
          switch (method.getName()) {
            case "number":
              Long told = properties.get((DeviceProperty) arguments[1]);
              return told != null ? told : Drivers.forward(device.driver(), method, arguments);
            case "workGroupSize":
              return Math.min(most, (long) Drivers.forward(device.driver(), method, arguments));
            case "enqueueKernel":
              long items = 1;
              for (long extent : (long[]) arguments[3]) {
                items *= extent;
              }
              if (items > most) {
                throw new ClException("clEnqueueNDRangeKernel", ClStatus.INVALID_WORK_GROUP_SIZE);
              }
              break;
            default:
          }
          return Drivers.forward(device.driver(), method, arguments);
        });
  }

  private void requireExact(Map<DeviceProperty, Long> properties) {
    ClDriver lying = lying(properties);
    String id = device.device().id();
    Target target =
        new Target() {
          @Override
          public String name() {
            return "opencl";
          }

          @Override
          public Backend open() {
            return OnDevice.provider(lying, ProgramFolder::ofProcess).open(id);
          }
        };
    List<String> failures = new ArrayList<>();
    CheckOptions options = CheckOptions.DEFAULT.withCases(100).withSmallShapes();
    for (String part : List.of("exact", "implementation")) {
      ConformanceReport r =
          ConformanceRun.of(target, options.withOnly(part), c -> failures.addAll(c.failures()));
      assertTrue(r.cases() > 0);
    }
    assertEquals(List.of(), failures);
  }
}
