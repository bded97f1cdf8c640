package dev.imbrex.opencl.lower;

import dev.imbrex.conformance.check.DeviceRun;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A device on which Winograd's algorithm convolves any number of channels, in chunks of any size.
 */
final class WinogradBackend extends OpByOpBackend {
  private final Session session;

  /** Creates it for chunks of about so many floats. */
  WinogradBackend(Session session, long floats) {
    super(session.device().info(), table(session, floats));
    this.session = session;
  }

  /** Creates it for what CPUs do in one pass. */
  WinogradBackend(Session session) {
    super(session.device().info(), onePass(session));
    this.session = session;
  }

  private static KernelTable onePass(Session s) {
    KernelTable t = new KernelTable();
    t.put(
        Conv2d.class,
        (op, in, out) -> Winograd.forwardInOnePass(s, op.window(), Epilogue.NONE, in, out));
    t.put(
        ConvBiasActivation.class,
        (op, in, out) ->
            Winograd.forwardInOnePass(
                s, op.window(), new Epilogue(true, op.activation(), op.keepArgument()), in, out));
    t.put(Conv2dInputGrad.class, (op, in, out) -> Winograd.inputGradientInOnePass(s, op, in, out));
    t.put(
        Conv2dFilterGrad.class, (op, in, out) -> WinogradFilterGradient.inOnePass(s, op, in, out));
    return t;
  }

  private static KernelTable table(Session s, long floats) {
    KernelTable t = new KernelTable();
    t.put(
        Conv2d.class,
        (op, in, out) -> Winograd.forward(s, op.window(), Epilogue.NONE, in, out, floats));
    t.put(
        ConvBiasActivation.class,
        (op, in, out) ->
            Winograd.forward(
                s,
                op.window(),
                new Epilogue(true, op.activation(), op.keepArgument()),
                in,
                out,
                floats));
    t.put(Conv2dInputGrad.class, (op, in, out) -> Winograd.inputGradient(s, op, in, out, floats));
    t.put(
        Conv2dFilterGrad.class, (op, in, out) -> WinogradFilterGradient.of(s, op, in, out, floats));
    return t;
  }

  /**
   * Convolves small integers, forward and backward; throws where a result is not exact, or its bits
   * are others when it is computed again, or memory is written that is no result.
   *
   * @return what explains how it was done
   */
  List<String> requireExact(
      Random random, Padding padding, int batch, int h, int w, int channels, int outChannels) {
    Window window = new Window(3, 3, 1, 1, 1, 1, padding);
    HostTensor x = integers(random, TensorType.f32(batch, h, w, channels));
    HostTensor f = integers(random, TensorType.f32(3, 3, channels, outChannels));
    HostTensor bias = integers(random, TensorType.f32(outChannels));
    Op forward = new Conv2d(window, 1);
    TensorType y = forward.infer(List.of(x.type(), f.type())).get(0);
    HostTensor dy = integers(random, y);
    Activation relu = Activation.of(ActivationFn.RELU);
    return List.of(
        requireExact(forward, x, f),
        requireExact(new ConvBiasActivation(window, 1, relu, true), x, f, bias),
        requireExact(new ConvBiasActivation(window, 1, relu, false), x, f, bias),
        requireExact(new Conv2dInputGrad(window, 1, h, w), dy, f),
        requireExact(new Conv2dFilterGrad(window, 1), x, dy));
  }

  private String requireExact(Op op, HostTensor... inputs) {
    ProgramBuilder b = new ProgramBuilder();
    List<Value> in = new ArrayList<>();
    for (HostTensor t : inputs) {
      in.add(b.input(t.type()));
    }
    b.emit(op, in).forEach(b::output);
    Program program = b.build();
    List<HostTensor> expected = new Interpreter(Arithmetic.FLOAT64).run(program, List.of(inputs));
    try (DeviceRun run = new DeviceRun(this, program, CompileOptions.DEFAULT)) {
      for (int pattern : new int[] {DeviceRun.POISON, DeviceRun.STALE}) {
        List<HostTensor> made = run.run(List.of(inputs), pattern);
        for (int i = 0; i < made.size(); i++) {
          float[] want = expected.get(i).toFloats();
          float[] got = made.get(i).toFloats();
          for (int k = 0; k < want.length; k++) {
            if (got[k] != want[k]) {
              throw new AssertionError(
                  "%s: element %d of result %d is %s, not %s."
                      .formatted(op, k, i, got[k], want[k]));
            }
          }
        }
      }
    }
    try (var executable = compile(program, CompileOptions.DEFAULT)) {
      return executable.explain();
    }
  }

  private static HostTensor integers(Random random, TensorType type) {
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().intSize(); i++) {
      t.set(i, random.nextInt(9) - 4);
    }
    return t;
  }

  @Override
  protected TrackedBuffer newBuffer(long bytes) {
    return new ClBuffer(this, session, bytes);
  }

  @Override
  protected Kernel newCopyKernel(long bytes) {
    return new LaunchKernel(
        "copy", 0, (in, out, scratch, l) -> l.add(session.copy(in.get(0), out.get(0))));
  }

  @Override
  public void synchronize() {
    session.synchronize();
  }

  @Override
  protected void releaseDevice() {
    session.close();
  }
}
