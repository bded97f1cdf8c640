package dev.imbrex.spi.support;

import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;

/** Runs programs on a backend, from host tensors to host tensors. */
public final class Programs {
  private Programs() {}

  /** Runs a program once; an output that updates an input in place is read from there. */
  public static List<HostTensor> run(
      Backend backend, Program program, List<HostTensor> inputs, CompileOptions options) {
    List<Slice> in = new ArrayList<>();
    List<Slice> out = new ArrayList<>();
    try (Executable e = backend.compile(program, options)) {
      for (HostTensor t : inputs) {
        Slice s = Slice.of(backend.allocate(t.type().bytes()));
        s.buffer().write(0, t.buffer());
        in.add(s);
      }
      for (int o = 0; o < program.outputs().size(); o++) {
        Integer updated = program.updatesInPlace().get(o);
        out.add(
            updated != null
                ? in.get(updated)
                : Slice.of(backend.allocate(program.outputs().get(o).type().bytes())));
      }
      Slice arena = Slice.of(backend.allocate(Math.max(4, e.arenaBytes())));
      e.bind(in, out, arena).run();
      List<HostTensor> results = new ArrayList<>();
      for (int o = 0; o < out.size(); o++) {
        HostTensor t = HostTensor.zeros(program.outputs().get(o).type());
        out.get(o).buffer().read(0, t.buffer());
        results.add(t);
      }
      in.stream().map(Slice::buffer).forEach(Buffer::close);
      out.stream().map(Slice::buffer).forEach(Buffer::close);
      arena.buffer().close();
      return results;
    }
  }
}
