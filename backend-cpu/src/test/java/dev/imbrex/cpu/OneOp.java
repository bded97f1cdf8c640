package dev.imbrex.cpu;

import dev.imbrex.op.Op;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Runs one op on a backend, from host tensors to host tensors. */
public final class OneOp {
  private OneOp() {}

  /** Runs an op; each tensor lies somewhere inside one large buffer full of NaN. */
  public static List<HostTensor> run(Backend backend, Op op, List<HostTensor> inputs) {
    ProgramBuilder b = new ProgramBuilder();
    b.emit(op, inputs.stream().map(t -> b.input(t.type())).toList()).forEach(b::output);
    Program p = b.build();
    try (Executable e = backend.compile(p, CompileOptions.DEFAULT)) {
      List<Slice> in = new ArrayList<>();
      List<Slice> out = new ArrayList<>();
      List<Slice> whole = new ArrayList<>();
      for (HostTensor t : inputs) {
        Slice s = inside(backend, t.type().bytes(), whole);
        s.buffer().write(s.offset(), t.buffer());
        in.add(s);
      }
      p.outputTypes().forEach(t -> out.add(inside(backend, t.bytes(), whole)));
      Slice arena = inside(backend, Math.max(4, e.arenaBytes()), whole);
      e.bind(in, out, arena).run();
      List<HostTensor> results = new ArrayList<>();
      for (int i = 0; i < out.size(); i++) {
        HostTensor t = HostTensor.zeros(p.outputTypes().get(i));
        out.get(i).buffer().read(out.get(i).offset(), t.buffer());
        results.add(t);
      }
      whole.forEach(s -> s.buffer().close());
      return results;
    }
  }

  private static Slice inside(Backend backend, long bytes, List<Slice> whole) {
    Slice all = Slice.of(backend.allocate(bytes + 128));
    HostTensor nan = HostTensor.zeros(TensorType.f32((int) (all.bytes() / 4)));
    for (int i = 0; i < nan.shape().intSize(); i++) {
      nan.set(i, Double.NaN);
    }
    all.buffer().write(0, nan.buffer());
    whole.add(all);
    return all.part(64, bytes);
  }
}
