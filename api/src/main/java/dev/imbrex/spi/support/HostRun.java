package dev.imbrex.spi.support;

import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program once, from host tensors to host tensors: for tests and for trying out a device.
 */
public final class HostRun {
  private HostRun() {}

  /**
   * Compiles and runs a program and frees all that it took. An output that updates an input in
   * place is read from there; the tensors given stay as they are.
   *
   * @throws ShapeException if the inputs are not of the program's types
   */
  public static List<HostTensor> run(
      Backend backend, Program program, List<HostTensor> inputs, CompileOptions options) {
    List<TensorType> types = inputs.stream().map(HostTensor::type).toList();
    if (!types.equals(program.inputTypes())) {
      throw new ShapeException(
          "The program expects inputs " + program.inputTypes() + ", but got " + types + ".");
    }
    List<Buffer> opened = new ArrayList<>();
    try (Executable e = backend.compile(program, options)) {
      List<Slice> in = new ArrayList<>();
      for (HostTensor t : inputs) {
        Slice s = slice(backend, t.type().bytes(), opened);
        s.buffer().write(0, t.buffer());
        in.add(s);
      }
      List<Slice> out = new ArrayList<>();
      for (int o = 0; o < program.outputs().size(); o++) {
        Integer updated = program.updatesInPlace().get(o);
        long bytes = program.outputs().get(o).type().bytes();
        out.add(updated != null ? in.get(updated) : slice(backend, bytes, opened));
      }
      Slice arena = slice(backend, Math.max(4, e.arenaBytes()), opened);
      try (Invocation run = e.bind(in, out, arena)) {
        run.run();
      }
      List<HostTensor> results = new ArrayList<>();
      for (int o = 0; o < out.size(); o++) {
        HostTensor t = HostTensor.zeros(program.outputs().get(o).type());
        out.get(o).buffer().read(0, t.buffer());
        results.add(t);
      }
      return results;
    } finally {
      opened.forEach(Buffer::close);
    }
  }

  private static Slice slice(Backend backend, long bytes, List<Buffer> opened) {
    Buffer b = backend.allocate(bytes);
    opened.add(b);
    return new Slice(b, 0, bytes);
  }
}
