package dev.imbrex.opencl.fault;

import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ActivationGrad;
import dev.imbrex.op.composite.AdamUpdate;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a backend is used for, in small: steps of a convolution with bias and activation, its
 * gradients and Adam; once as it comes, and once measured, with tiles in local memory.
 */
public final class SmallTraining {
  private static final int STEPS = 3;
  private static final Window WINDOW = Window.of(3, 1, Padding.SAME);
  private static final Program PROGRAM = program();

  private SmallTraining() {}

  /** Returns the program; its first three inputs are updated in place. */
  private static Program program() {
    ProgramBuilder b = new ProgramBuilder();
    TensorType filters = TensorType.f32(3 * 3 * 3 * 4);
    Value w = b.input(filters);
    Value m = b.input(filters);
    Value v = b.input(filters);
    Value rate = b.input(TensorType.f32());
    Value x = b.input(TensorType.f32(2, 5, 5, 3));
    Value bias = b.input(TensorType.f32(4));
    Value f = b.reshape(w, Shape.of(3, 3, 3, 4));
    Value y =
        b.emit(
            new ConvBiasActivation(WINDOW, 1, Activation.of(ActivationFn.TANH), false), x, f, bias);
    Value dz = b.emit(new ActivationGrad(ActivationFn.TANH, 1), y, y);
    Value df = b.emit(new Conv2dFilterGrad(WINDOW, 1), x, dz);
    Value dx = b.emit(new Conv2dInputGrad(WINDOW, 1, 5, 5), dz, f);
    List<Value> updated =
        b.emit(
            new AdamUpdate(0.9, 0.999, 1e-7, false),
            List.of(w, b.reshape(df, filters.shape()), m, v, rate));
    b.update(w, updated.get(0));
    b.update(m, updated.get(1));
    b.update(v, updated.get(2));
    b.output(y);
    b.output(dx);
    b.output(bias); // a copy
    return b.build();
  }

  /** Returns a step. */
  public static Program step() {
    return PROGRAM;
  }

  /** Returns all results, in the end of both ways; nothing is left open, whatever happens. */
  public static List<HostTensor> run(Backend backend) {
    List<HostTensor> results = new ArrayList<>(run(backend, CompileOptions.DEFAULT));
    results.addAll(
        run(backend, CompileOptions.DEFAULT.withImplementation("local").withProfile(true)));
    return results;
  }

  private static List<HostTensor> run(Backend backend, CompileOptions options) {
    try (Open open = new Open(backend, options)) {
      for (int step = 0; step < STEPS; step++) {
        open.invocation.run();
      }
      backend.synchronize();
      List<HostTensor> results = open.read();
      open.executable.profile();
      return results;
    }
  }

  private static HostTensor content(TensorType type, int seed) {
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().size(); i++) {
      t.set(i, ((i * 37 + seed * 11) % 19 - 9) / 16.0);
    }
    return t;
  }

  /** The program, compiled and bound to memory with its inputs. */
  private static final class Open implements AutoCloseable {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Buffer> outputs = new ArrayList<>();
    final Executable executable;
    final Invocation invocation;

    Open(Backend backend, CompileOptions options) {
      try {
        executable = keep(backend.compile(PROGRAM, options));
        List<Slice> in = new ArrayList<>();
        for (int i = 0; i < PROGRAM.inputs().size(); i++) {
          TensorType type = PROGRAM.inputTypes().get(i);
          Buffer b = keep(backend.allocate(type.bytes()));
          b.write(0, (i == 1 || i == 2 ? HostTensor.zeros(type) : content(type, i)).buffer());
          in.add(Slice.of(b));
        }
        List<Slice> out = new ArrayList<>();
        for (int o = 0; o < PROGRAM.outputs().size(); o++) {
          Integer updated = PROGRAM.updatesInPlace().get(o);
          Buffer b =
              updated != null
                  ? in.get(updated).buffer()
                  : keep(backend.allocate(PROGRAM.outputTypes().get(o).bytes()));
          outputs.add(b);
          out.add(Slice.of(b));
        }
        Buffer arena = keep(backend.allocate(Math.max(4, executable.arenaBytes())));
        invocation = keep(executable.bind(in, out, Slice.of(arena)));
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    private <T extends AutoCloseable> T keep(T resource) {
      opened.add(0, resource);
      return resource;
    }

    List<HostTensor> read() {
      List<HostTensor> results = new ArrayList<>();
      for (int o = 0; o < outputs.size(); o++) {
        HostTensor t = HostTensor.zeros(PROGRAM.outputTypes().get(o));
        outputs.get(o).read(0, t.buffer());
        results.add(t);
      }
      return results;
    }

    @Override
    public void close() {
      for (AutoCloseable resource : opened) {
        try {
          resource.close();
        } catch (Exception e) {
          throw new AssertionError("Closing " + resource + " threw " + e, e);
        }
      }
    }
  }
}
