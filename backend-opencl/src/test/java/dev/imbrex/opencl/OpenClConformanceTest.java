package dev.imbrex.opencl;

import dev.imbrex.conformance.BackendConformance;
import dev.imbrex.spi.Backend;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The kit on the first device; no part of it leaves an object of OpenCL behind. */
class OpenClConformanceTest implements BackendConformance {
  @RegisterExtension final OnDevice device = new OnDevice();

  @Override
  public Backend backend() {
    return device.open();
  }
}
