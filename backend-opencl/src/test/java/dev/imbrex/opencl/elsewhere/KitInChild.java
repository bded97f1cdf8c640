package dev.imbrex.opencl.elsewhere;

import dev.imbrex.conformance.ConformanceReport;
import dev.imbrex.conformance.ConformanceRun;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Target;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Discovery;
import dev.imbrex.opencl.driver.BlockingWrites;
import dev.imbrex.opencl.driver.CountingDriver;
import dev.imbrex.opencl.driver.JoclDriver;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.spi.Backend;
import java.util.List;

/**
 * Some of the kit, on small shapes, in a process of its own, so that it may have another OpenCL
 * than the tests. Arguments: how many cases, and which ops or parts.
 */
public final class KitInChild {
  private KitInChild() {}

  /** Ends with 0 and a line PASS where nothing failed and nothing is left on the device. */
  public static void main(String[] arguments) {
    CountingDriver counting = new CountingDriver(BlockingWrites.over(new JoclDriver()));
    ClDevice device = Discovery.find(counting.driver()).devices().get(0);
    System.out.println("device " + device.name() + ", " + device.platformName());
    Target target =
        new Target() {
          @Override
          public String name() {
            return "opencl";
          }

          @Override
          public Backend open() {
            return OnDevice.provider(counting.driver(), d -> ProgramFolder.none())
                .open(device.id());
          }
        };
    CheckOptions options =
        CheckOptions.DEFAULT.withCases(Integer.parseInt(arguments[0])).withSmallShapes();
    boolean passed = true;
    int cases = 0;
    for (String only : List.of(arguments).subList(1, arguments.length)) {
      ConformanceReport r =
          ConformanceRun.of(
              target,
              options.withOnly(only),
              c -> {
                System.out.println(c.part() + " " + c.subject() + " " + c.cases());
                c.failures().forEach(f -> System.out.println("FAIL " + f));
              });
      passed &= r.passed();
      cases += r.cases();
    }
    boolean clean = counting.live().isEmpty();
    System.out.println(
        passed && clean
            ? "PASS " + cases + " cases"
            : "FAIL, left on the device: " + counting.live());
    System.exit(passed && clean ? 0 : 1);
  }
}
