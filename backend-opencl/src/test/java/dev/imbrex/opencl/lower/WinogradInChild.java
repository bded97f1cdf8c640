package dev.imbrex.opencl.lower;

import dev.imbrex.op.Padding;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Discovery;
import dev.imbrex.opencl.driver.BlockingWrites;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.JoclDriver;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import java.util.Random;

/**
 * Winograd's algorithm in a process of its own. The kit's small shapes, for slow devices, have
 * fewer channels than it is chosen for.
 */
public final class WinogradInChild {
  private WinogradInChild() {}

  /**
   * Ends with a line PASS where all is right: with tiles of 2 x 2 and products in registers, with
   * tiles of 4 x 4 and products in local memory, and in one pass. Products are the same kernels for
   * both sizes of tiles.
   */
  public static void main(String[] arguments) {
    ClDriver driver = BlockingWrites.over(new JoclDriver());
    ClDevice device = Discovery.find(driver).devices().get(0);
    for (int size : new int[] {2, 4}) {
      System.setProperty("imbrex.opencl.tiles", size == 2 ? "registers" : "local");
      Session session = Session.open(driver, device, ProgramFolder.none());
      try (WinogradBackend backend = new WinogradBackend(session, size, 1)) {
        Random random = new Random(1);
        backend.requireRight(random, Padding.SAME, 2, 5, 4, 5, 6);
        backend.requireRight(random, Padding.of(0, 1, 2, 0), 1, 3, 4, 4, 9);
      }
    }
    Session session = Session.open(driver, device, ProgramFolder.none());
    try (WinogradBackend onePass = new WinogradBackend(session)) {
      Random random = new Random(1);
      onePass.requireRight(random, Padding.SAME, 2, 5, 4, 5, 6);
      onePass.requireRight(random, Padding.of(0, 1, 2, 0), 1, 3, 4, 18, 35);
    }
    System.out.println("PASS");
  }
}
