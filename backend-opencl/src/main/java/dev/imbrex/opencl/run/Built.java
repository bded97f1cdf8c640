package dev.imbrex.opencl.run;

import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.opencl.driver.ClHandle;

/**
 * A program that was built for the device.
 *
 * @param choice what it was built from
 */
public record Built(ClHandle program, KernelChoice choice) {
  /** Returns the value of a parameter that it was built with. */
  public int get(String macro) {
    return choice.values().get(macro);
  }
}
