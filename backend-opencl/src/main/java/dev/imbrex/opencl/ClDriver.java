package dev.imbrex.opencl;

import java.util.List;

/** The calls to OpenCL that this backend makes: the one place to count them or make them fail. */
interface ClDriver {

  /**
   * Returns the devices of all platforms, in the order of the platforms.
   *
   * @throws ClException if a call fails
   * @throws LinkageError if there is no OpenCL library to call
   */
  List<ClDevice> devices();
}
