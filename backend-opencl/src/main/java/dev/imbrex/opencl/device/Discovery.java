package dev.imbrex.opencl.device;

import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.opencl.driver.DeviceProperty;
import dev.imbrex.spi.DeviceKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds the devices of all platforms. */
public final class Discovery {
  private static final long TYPE_CPU = 2;
  private static final long TYPE_GPU = 4;
  private static final long MAX_WORK_GROUP = 1 << 20;

  /**
   * What was found.
   *
   * @param devices in the order of platforms and devices, which a loader keeps from run to run
   * @param refused why devices or whole platforms can not be used, as sentences
   */
  public record Found(List<ClDevice> devices, List<String> refused) {}

  private Discovery() {}

  /**
   * Asks all platforms. One that fails is passed over and named among the refused.
   *
   * @throws ClException if the loader itself fails
   * @throws LinkageError if there is no OpenCL
   */
  public static Found find(ClDriver driver) {
    List<ClDevice> devices = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    int number = 0;
    for (ClHandle platform : driver.platforms()) {
      List<ClHandle> handles;
      String name = "";
      try {
        name = driver.platformName(platform);
        handles = driver.devices(platform);
      } catch (ClException e) {
        refused.add(
            (name.isEmpty() ? "A driver" : "The driver " + name)
                + " does not tell its devices: "
                + e.getMessage()
                + ".");
        continue;
      }
      for (ClHandle handle : handles) {
        // The number is taken by every device, so that another's does not depend on this one's
        // mood.
        String id = "opencl:" + number++;
        try {
          ClDevice device = ask(driver, id, platform, name, handle);
          String reason = refusal(driver, device);
          if (reason.isEmpty()) {
            devices.add(device);
          } else {
            refused.add(id + " (" + device.name() + ", " + name + ") " + reason);
          }
        } catch (ClException e) {
          refused.add(id + " (" + name + ") does not tell what it is: " + e.getMessage() + ".");
        }
      }
    }
    return new Found(List.copyOf(devices), Collections.unmodifiableList(refused));
  }

  private static String refusal(ClDriver driver, ClDevice d) {
    if (driver.number(d.handle(), DeviceProperty.AVAILABLE) == 0) {
      return "is not available now; another program may hold it.";
    }
    if (driver.number(d.handle(), DeviceProperty.LITTLE_ENDIAN) == 0) {
      return "is big-endian, which is not supported.";
    }
    return "";
  }

  private static ClDevice ask(
      ClDriver driver, String id, ClHandle platform, String platformName, ClHandle d) {
    long type = driver.number(d, DeviceProperty.TYPE);
    DeviceKind kind =
        (type & TYPE_GPU) != 0
            ? DeviceKind.GPU
            : (type & TYPE_CPU) != 0 ? DeviceKind.CPU : DeviceKind.ACCELERATOR;
    String vendor = driver.text(d, DeviceProperty.VENDOR);
    boolean ownLocal = driver.number(d, DeviceProperty.LOCAL_MEMORY_TYPE) == 1;
    long localBytes = driver.number(d, DeviceProperty.LOCAL_MEMORY);
    int workGroup =
        (int) Math.min(MAX_WORK_GROUP, driver.number(d, DeviceProperty.WORK_GROUP_SIZE));
    Traits traits =
        Traits.of(new Traits.Facts(kind, vendor, platformName, ownLocal))
            .within(workGroup, localBytes);
    long alignment = driver.number(d, DeviceProperty.ALIGNMENT_BITS) / 8;
    return new ClDevice(
        id,
        platform,
        d,
        platformName,
        driver.text(d, DeviceProperty.NAME),
        vendor,
        kind,
        driver.text(d, DeviceProperty.VERSION),
        driver.text(d, DeviceProperty.DRIVER_VERSION),
        (int) Math.max(1, driver.number(d, DeviceProperty.COMPUTE_UNITS)),
        (int) Math.max(1, Long.highestOneBit(driver.number(d, DeviceProperty.VECTOR_WIDTH))),
        workGroup,
        localBytes,
        ownLocal,
        driver.number(d, DeviceProperty.GLOBAL_MEMORY),
        driver.number(d, DeviceProperty.LARGEST_BUFFER),
        (int) Math.min(4096, Math.max(64, Long.highestOneBit(Math.max(1, alignment)))),
        driver.number(d, DeviceProperty.COMPILER) != 0,
        traits);
  }
}
