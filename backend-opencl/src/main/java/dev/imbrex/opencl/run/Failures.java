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

  /** Returns the exception for a failed command. */
  RuntimeException of(ClException e, String doing) {
    if (isOutOfMemory(e.code())) {
      OutOfDeviceMemoryException o = outOfMemory(0, doing + " (" + e.getMessage() + ")");
      o.initCause(e);
      return o;
    }
    String where = device.id() + " (" + device.name() + ", " + device.platformName() + ")";
    if (e.code() == ClStatus.BUILD_PROGRAM_FAILURE
        || e.code() == ClStatus.COMPILER_NOT_AVAILABLE
        || e.code() == ClStatus.INVALID_WORK_GROUP_SIZE) {
      return new BackendUnavailableException(
          where
              + " can not do what was asked: "
              + doing
              + ": "
              + e.getMessage()
              + "; update its driver or choose another backend.",
          e);
    }
    return new DeviceLostException(
        where
            + " failed at "
            + doing
            + ": "
            + e.getMessage()
            + "; close the backend and open it again, or choose another one.",
        e);
  }

  /** Returns the exception that says how much was asked for and how much there is. */
  OutOfDeviceMemoryException outOfMemory(long asked, String purpose) {
    return new OutOfDeviceMemoryException(
        asked, memory.heldBytes(), device.globalBytes(), device.largestBuffer(), purpose);
  }
}
