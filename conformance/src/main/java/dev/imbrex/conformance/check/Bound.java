package dev.imbrex.conformance.check;

import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** A program with memory of its own, each tensor on pages of its own. */
final class Bound implements AutoCloseable {
  final Executable executable;
  final Buffer memory;
  final Invocation invocation;
  private final List<Long> inputs = new ArrayList<>();
  private final List<Long> outputs = new ArrayList<>();
  private long end;

  Bound(Backend backend, Program program) {
    executable = backend.compile(program, CompileOptions.DEFAULT);
    program.inputTypes().forEach(t -> inputs.add(place(t.bytes())));
    for (int o = 0; o < program.outputs().size(); o++) {
      Integer updated = program.updatesInPlace().get(o);
      outputs.add(
          updated != null ? inputs.get(updated) : place(program.outputs().get(o).type().bytes()));
    }
    long arena = place(Math.max(4, executable.arenaBytes()));
    memory = backend.allocate(end);
    invocation =
        executable.bind(
            slices(program.inputTypes(), inputs),
            slices(program.outputTypes(), outputs),
            new Slice(memory, arena, Math.max(4, executable.arenaBytes())));
  }

  private long place(long bytes) {
    long at = end;
    end += (bytes + 4095) / 4096 * 4096;
    return at;
  }

  private List<Slice> slices(List<TensorType> types, List<Long> at) {
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      slices.add(new Slice(memory, at.get(i), types.get(i).bytes()));
    }
    return slices;
  }

  long input(int i) {
    return inputs.get(i);
  }

  long output(int o) {
    return outputs.get(o);
  }

  @Override
  public void close() {
    invocation.close();
    executable.close();
    memory.close();
  }
}
