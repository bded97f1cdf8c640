package dev.imbrex.opencl.lower;

import dev.imbrex.conformance.check.DeviceRun;
import dev.imbrex.op.Op;
import dev.imbrex.opencl.run.ClBuffer;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.TrackedBuffer;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Random;

/** An open device with a table of kernels of its own. */
abstract class SessionBackend extends OpByOpBackend {
  private final Session session;

  SessionBackend(Session session, KernelTable kernels) {
    super(session.device().info(), kernels);
    this.session = session;
  }

  final Session session() {
    return session;
  }

  /** Returns integers so small that their sums are exact. */
  static HostTensor integers(Random random, TensorType type) {
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().intSize(); i++) {
      t.set(i, random.nextInt(9) - 4);
    }
    return t;
  }

  /**
   * Runs an op twice; throws where a result is farther from the oracle's than a tolerance, or its
   * bits are others the second time, or memory is written that is no result.
   *
   * @return what explains how it was done
   */
  final String requireNear(double tolerance, Op op, HostTensor... inputs) {
    ProgramBuilder b = new ProgramBuilder();
    List<HostTensor> in = List.of(inputs);
    b.emit(op, in.stream().map(t -> b.input(t.type())).toList()).forEach(b::output);
    Program program = b.build();
    List<HostTensor> expected = new Interpreter(Arithmetic.FLOAT64).run(program, in);
    try (DeviceRun run = new DeviceRun(this, program, CompileOptions.DEFAULT)) {
      List<HostTensor> before = run.run(in, DeviceRun.POISON);
      List<HostTensor> made = run.run(in, DeviceRun.STALE);
      for (int i = 0; i < made.size(); i++) {
        if (!before.get(i).sameBits(made.get(i))) {
          throw new AssertionError(op + " gives other bits the second time.");
        }
        float[] want = expected.get(i).toFloats();
        float[] got = made.get(i).toFloats();
        for (int k = 0; k < want.length; k++) {
          if (!(Math.abs(got[k] - want[k]) <= tolerance)) {
            throw new AssertionError(
                "%s: element %d of result %d is %s, not %s.".formatted(op, k, i, got[k], want[k]));
          }
        }
      }
    }
    try (var executable = compile(program, CompileOptions.DEFAULT)) {
      return executable.explain();
    }
  }

  @Override
  protected final TrackedBuffer newBuffer(long bytes) {
    return new ClBuffer(this, session, bytes);
  }

  @Override
  protected final Kernel newCopyKernel(long bytes) {
    return new LaunchKernel(
        "copy", 0, (in, out, scratch, l) -> l.add(session.copy(in.get(0), out.get(0))));
  }

  @Override
  public final void synchronize() {
    session.synchronize();
  }

  @Override
  protected void releaseDevice() {
    session.close();
  }
}
