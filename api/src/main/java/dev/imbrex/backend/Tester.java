package dev.imbrex.backend;

import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.DeviceInfo;

/** Finds out whether a device computes the right thing. */
@FunctionalInterface
interface Tester {
  /** Returns the verdict, which may be one that was remembered. */
  Verdict test(BackendProvider provider, DeviceInfo device);

  /** Returns the verdict of a test that is made now. */
  default Verdict retest(BackendProvider provider, DeviceInfo device) {
    return test(provider, device);
  }
}
