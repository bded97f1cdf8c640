package dev.imbrex.opencl.driver;

import dev.imbrex.kernels.KernelCatalogue;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Discovery;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;

/** Builds a program and tells whose signal handlers there are in the end. */
public final class BuildingInChild {
  private BuildingInChild() {}

  /** Ends with a line PASS. */
  public static void main(String[] arguments) {
    JoclDriver driver = new JoclDriver();
    ClDevice device = Discovery.find(driver).devices().get(0);
    try (Session s = Session.open(driver, device, ProgramFolder.none())) {
      KernelCatalogue.standard().families().stream()
          .filter(f -> f.name().equals("fill"))
          .forEach(f -> s.program(f.standard(), ""));
    }
    System.out.println("replaced: " + SignalHandlers.areReplaced());
    System.out.println("PASS");
  }
}
