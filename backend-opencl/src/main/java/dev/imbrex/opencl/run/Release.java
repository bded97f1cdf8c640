package dev.imbrex.opencl.run;

import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;

/** Releases objects. */
final class Release {
  private Release() {}

  /**
   * Releases an object. A failure is only logged: nobody can do anything about it, and what is
   * released after this one must still be.
   */
  static void quietly(ClDriver driver, ClHandle handle) {
    try {
      driver.release(handle);
    } catch (ClException e) {
      System.getLogger(Release.class.getName())
          .log(System.Logger.Level.WARNING, "Releasing " + handle, e);
    }
  }
}
