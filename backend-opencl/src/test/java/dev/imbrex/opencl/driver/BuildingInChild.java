package dev.imbrex.opencl.driver;

import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Discovery;
import dev.imbrex.opencl.fault.SmallTraining;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.spi.Backend;

/** Builds some programs, runs them, and tells whose signal handlers there are in the end. */
public final class BuildingInChild {
  private BuildingInChild() {}

  /** Ends with a line PASS. */
  public static void main(String[] arguments) {
    JoclDriver driver = new JoclDriver();
    ClDevice device = Discovery.find(driver).devices().get(0);
    try (Backend b = OnDevice.provider(driver, d -> ProgramFolder.none()).open(device.id())) {
      SmallTraining.run(b);
    }
    System.out.println("replaced: " + SignalHandlers.areReplaced());
    System.out.println("PASS");
  }
}
