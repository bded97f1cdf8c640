package dev.imbrex.opencl.elsewhere;

import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Discovery;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.opencl.driver.JoclDriver;

/** Runs one kernel that is wrong in a certain way, which its argument names. */
public final class BadKernel {
  private static final String SOURCE =
      """
      __kernel void race(__global int *y) { y[0] = (int)get_global_id(0); }

      __kernel void outside(__global int *y) { y[get_global_id(0) + 61] = 1; }

      __kernel void uninitialised(__global int *y) {
        __local int shared[4];
        if (shared[get_local_id(0)] > 0) {
          y[get_global_id(0)] = 1;
        }
      }
      """;

  private BadKernel() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    ClDriver driver = new JoclDriver();
    ClDevice device = Discovery.find(driver).devices().get(0);
    ClHandle context = driver.createContext(device.platform(), device.handle());
    ClHandle queue = driver.createQueue(context, device.handle(), false);
    ClHandle memory = driver.createBuffer(context, 256);
    ClHandle program = driver.createProgram(context, SOURCE);
    driver.build(program, device.handle(), "-cl-std=CL1.2");
    ClHandle kernel = driver.createKernel(program, arguments[0]);
    driver.setArgument(kernel, 0, memory);
    driver.enqueueKernel(queue, kernel, new long[] {4}, new long[] {4}, false);
    driver.finish(queue);
    for (ClHandle h : new ClHandle[] {kernel, program, memory, queue, context}) {
      driver.release(h);
    }
    System.out.println("PASS");
  }
}
