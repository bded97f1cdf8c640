package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.MatrixEngine;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Discovery;
import dev.imbrex.opencl.driver.BlockingWrites;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.JoclDriver;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.Random;

/**
 * Products by the kernel for matrix engines in a process of its own, with ordinary code in the
 * place of each engine. Small integers are exact whatever it rounds.
 */
public final class MatrixInChild {
  private MatrixInChild() {}

  /** Ends with a line PASS where all is exact. */
  public static void main(String[] arguments) {
    ClDriver driver = BlockingWrites.over(new JoclDriver());
    ClDevice device = Discovery.find(driver).devices().get(0);
    Random random = new Random(1);
    for (MatrixEngine engine : MatrixEngine.values()) {
      try (Session session = Session.open(driver, device, ProgramFolder.none());
          MatrixEmulation backend = new MatrixEmulation(session, engine)) {
        // Less and more than a tile, which is two small matrices each way.
        int m = 2 * engine.rows() + 1;
        int n = 2 * engine.columns() + 3;
        int k = engine.depth() + 1;
        MatMulBiasActivation fused =
            new MatMulBiasActivation(false, false, Activation.of(ActivationFn.RELU), true);
        backend.requireNear(
            0, fused, integers(random, m, k), integers(random, k, n), integers(random, n));
        backend.requireNear(
            0, new MatMul(true, true), integers(random, k, 3), integers(random, 5, k));
      }
    }
    System.out.println("PASS");
  }

  private static HostTensor integers(Random random, int... dims) {
    return SessionBackend.integers(random, TensorType.f32(dims));
  }
}
