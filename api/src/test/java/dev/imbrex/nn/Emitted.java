package dev.imbrex.nn;

import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.HostTensor;
import java.util.List;
import java.util.function.BiFunction;

/** Runs what is emitted on the oracle in float64, for tests. */
public final class Emitted {
  private Emitted() {}

  /** Returns what the emitted values are for these inputs. */
  public static List<double[]> run(
      BiFunction<OpEmitter, List<Value>, List<Value>> emitted, HostTensor... inputs) {
    ProgramBuilder b = new ProgramBuilder();
    List<HostTensor> in = List.of(inputs);
    List<Value> values = in.stream().map(t -> b.input(t.type())).toList();
    emitted.apply(b, values).forEach(b::output);
    return new Interpreter(Arithmetic.FLOAT64).evaluate(b.build(), in);
  }
}
