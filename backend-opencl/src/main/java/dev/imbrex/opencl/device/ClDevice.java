package dev.imbrex.opencl.device;

import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import java.util.Map;
import java.util.TreeMap;

/**
 * A device of OpenCL and its limits.
 *
 * @param id {@code opencl:} and its place among all devices
 * @param platformName the name of the driver that offers it
 * @param computeUnits how many work-groups run at a time
 * @param vectorWidth floats per register of a work-item, 1 where work-items are lanes themselves
 * @param workGroupSize how many work-items a group may have
 * @param localBytes local memory of a group, 0 if there is none
 * @param ownLocalMemory whether that is memory of its own, not a part of global memory
 * @param largestBuffer in bytes
 * @param alignmentBytes of buffers
 * @param compiler whether it compiles sources
 * @param traits what suits it
 */
public record ClDevice(
    String id,
    ClHandle platform,
    ClHandle handle,
    String platformName,
    String name,
    String vendor,
    DeviceKind kind,
    String version,
    String driverVersion,
    int computeUnits,
    int vectorWidth,
    int workGroupSize,
    long localBytes,
    boolean ownLocalMemory,
    long globalBytes,
    long largestBuffer,
    int alignmentBytes,
    boolean compiler,
    Traits traits) {

  /** What every kernel can count the elements of a tensor with: less than 2^31 of them. */
  private static final long ADDRESSABLE = (1L << 33) - 64;

  /** Returns the largest tensor, in bytes. */
  public long largestTensor() {
    return Math.min(largestBuffer, ADDRESSABLE) / alignmentBytes * alignmentBytes;
  }

  /** Returns what the rest of the library is told about it. */
  public DeviceInfo info() {
    Map<String, String> notes = new TreeMap<>();
    notes.put("platform", platformName);
    notes.put("driver", driverVersion);
    notes.put("compute units", String.valueOf(computeUnits));
    notes.put("work-group", "at most " + workGroupSize);
    notes.put(
        "local memory",
        localBytes == 0
            ? "none"
            : localBytes / 1024 + " KiB" + (ownLocalMemory ? "" : ", in global memory"));
    notes.put("largest tensor", largestTensor() / (1 << 20) + " MiB");
    notes.put("kernels", traits.localTiles() ? "tiles in local memory" : "tiles in registers");
    return new DeviceInfo(
        id,
        name,
        vendor,
        kind,
        globalBytes,
        Math.max(largestTensor(), globalBytes / alignmentBytes * alignmentBytes),
        alignmentBytes,
        platformName + ", " + version + ", driver " + driverVersion,
        notes);
  }
}
