package dev.imbrex.opencl.lower;

import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Discovery;
import dev.imbrex.opencl.driver.BlockingWrites;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.JoclDriver;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import java.util.Random;

/**
 * Products of few rows in a process of its own: each of their kernels, also those that are not for
 * the class of device that runs this.
 */
public final class GemvInChild {
  private GemvInChild() {}

  /** Ends with a line PASS where all is exact. */
  public static void main(String[] arguments) {
    ClDriver driver = BlockingWrites.over(new JoclDriver());
    ClDevice device = Discovery.find(driver).devices().get(0);
    Session session = Session.open(driver, device, ProgramFolder.none());
    try (GemvBackend backend = new GemvBackend(session)) {
      Random random = new Random(1);
      for (int parts : new int[] {1, 3}) {
        for (int m : new int[] {1, 3}) {
          backend.requireExact(random, new GemvTile(4, 2, 1, parts), false, false, m, 19, 11);
          backend.requireExact(random, new GemvTile(4, 2, 2, parts), m > 1, false, m, 19, 11);
          backend.requireExact(random, new GemvTile(1, 1, 8, parts), false, false, m, 11, 18);
          backend.requireExact(random, new GemvTile(4, 2, 1, parts), false, true, m, 5, 19);
          backend.requireExact(random, new GemvTile(2, 2, 4, parts), false, true, m, 5, 27);
        }
      }
    }
    System.out.println("PASS");
  }
}
