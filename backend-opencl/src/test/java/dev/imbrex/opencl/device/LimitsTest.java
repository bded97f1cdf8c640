package dev.imbrex.opencl.device;

import static dev.imbrex.spi.CompileOptions.DEFAULT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.ConformanceReport;
import dev.imbrex.conformance.ConformanceRun;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Target;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.ModelPrograms;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.GlobalMaxPool2D;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClStatus;
import dev.imbrex.opencl.driver.DeviceProperty;
import dev.imbrex.opencl.driver.Drivers;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.OutOfDeviceMemoryException;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
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

  @Test
  void batchesAboveTheLargestAllocationArePredictedInParts() {
    Model model =
        Sequential.of(Input.of(16, 16, 4), Conv2D.of(8, 3), GlobalMaxPool2D.of(), Dense.of(3));
    float[] pixels = new float[37 * 16 * 16 * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 23;
    }
    HostTensor x = HostTensor.of(Shape.of(37, 16, 16, 4), pixels);
    // The first layer's result is 14 x 14 x 8 floats, some 6 KiB a picture: ten at a time at most.
    ClDriver small = lying(Map.of(DeviceProperty.LARGEST_BUFFER, 1L << 16));
    String id = device.device().id();
    float[] atOnce;
    try (Backend all = OnDevice.provider(device.driver(), ProgramFolder::ofProcess).open(id)) {
      atOnce = model.predict(all, x).toFloats();
    }
    try (Backend limited = OnDevice.provider(small, ProgramFolder::ofProcess).open(id)) {
      assertThrows(
          OutOfDeviceMemoryException.class,
          () -> limited.compile(ModelPrograms.of(model).predict(37).program(), DEFAULT));
      assertArrayEquals(atOnce, model.predict(limited, x).toFloats(), 1e-5f);
    }
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
