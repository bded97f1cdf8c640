package dev.imbrex.opencl.run;

import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClStatus;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceLostException;
import dev.imbrex.spi.OutOfDeviceMemoryException;

/**
 * Turns codes of OpenCL into exceptions that say what was done, on which device, and what helps.
 */
final class Failures {
  private final ClDevice device;
  private final MemoryPool memory;

  Failures(ClDevice device, MemoryPool memory) {
    this.device = device;
    this.memory = memory;
  }

  /** Returns whether a code says that there was not enough memory. */
  static boolean isOutOfMemory(int code) {
    return code == ClStatus.MEM_OBJECT_ALLOCATION_FAILURE
        || code == ClStatus.OUT_OF_RESOURCES
        || code == ClStatus.OUT_OF_HOST_MEMORY;
  }

  /** Returns whether a code says that the driver does not take what it was given. */
  private static boolean isRefusal(int code) {
    return code == ClStatus.BUILD_PROGRAM_FAILURE
        || code == ClStatus.COMPILER_NOT_AVAILABLE
        || code == ClStatus.INVALID_BUFFER_SIZE
        || (code <= ClStatus.INVALID_BINARY && code >= ClStatus.INVALID_WORK_ITEM_SIZE);
  }

  /** Returns the exception for a failed command. */
  RuntimeException of(ClException e, String doing) {
    if (isOutOfMemory(e.code())) {
      return outOfMemory(e, 0, doing);
    }
    if (isRefusal(e.code())) {
      return new BackendUnavailableException(
          where()
              + " can not do what was asked: "
              + doing
              + ": "
              + e.getMessage()
              + "; update its driver or choose another backend.",
          e);
    }
    return new DeviceLostException(
        where()
            + " failed at "
            + doing
            + ": "
            + e.getMessage()
            + "; close the backend and open it again, or choose another one.",
        e);
  }

  /**
   * Returns the exception that says how much was asked for and how much there is.
   *
   * @param asked in bytes, 0 if that is not known
   */
  OutOfDeviceMemoryException outOfMemory(ClException e, long asked, String purpose) {
    OutOfDeviceMemoryException o =
        new OutOfDeviceMemoryException(
            asked,
            memory.heldBytes(),
            device.globalBytes(),
            device.largestBuffer(),
            purpose + " on " + where() + " (" + e.getMessage() + ")");
    o.initCause(e);
    return o;
  }

  private String where() {
    return device.id() + " (" + device.name() + ", " + device.platformName() + ")";
  }
}
