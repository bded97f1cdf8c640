package dev.imbrex.nn;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * A program on a device with memory of its own, for programs that update nothing in place. The
 * model's weights and state are written once, as they are at the beginning.
 */
final class BoundProgram implements AutoCloseable {
  private final ModelProgram program;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Buffer> inputs = new ArrayList<>();
  private final List<Buffer> outputs = new ArrayList<>();
  private final Invocation invocation;

  BoundProgram(Backend backend, Model model, ModelProgram program) {
    this.program = program;
    try {
      Executable e = backend.compile(program.program(), CompileOptions.DEFAULT);
      open.add(e);
      program.program().inputTypes().forEach(t -> inputs.add(buffer(backend, t.bytes())));
      program.program().outputTypes().forEach(t -> outputs.add(buffer(backend, t.bytes())));
      input(Port.WEIGHTS).write(0, model.weights().buffer());
      input(Port.STATE).write(0, model.state().buffer());
      this.invocation =
          e.bind(
              inputs.stream().map(Slice::of).toList(),
              outputs.stream().map(Slice::of).toList(),
              Slice.of(buffer(backend, Math.max(4, e.arenaBytes()))));
      open.add(invocation);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Buffer buffer(Backend backend, long bytes) {
    Buffer b = backend.allocate(bytes);
    open.add(b);
    return b;
  }

  /** Returns the memory of an input. */
  Buffer input(Port port) {
    return inputs.get(program.inputs().indexOf(port));
  }

  /** Returns the memory of an output, the first of its kind. */
  Buffer output(Port port) {
    return outputs.get(program.outputs().indexOf(port));
  }

  /** Returns the memory of all outputs, in their order. */
  List<Buffer> outputs() {
    return outputs;
  }

  void run() {
    invocation.run();
  }

  /** Frees the device memory. */
  @Override
  public void close() {
    for (int i = open.size() - 1; i >= 0; i--) {
      try {
        open.get(i).close();
      } catch (Exception e) {
        throw new IllegalStateException("A device did not free its memory: " + e.getMessage(), e);
      }
    }
    open.clear();
  }
}
