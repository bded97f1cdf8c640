package dev.imbrex.nn;

import dev.imbrex.op.Value;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** A program that is being built, and what its inputs and outputs are. */
final class Ports {
  final ProgramBuilder b = new ProgramBuilder();
  private final List<Port> inputs = new ArrayList<>();
  private final List<Port> outputs = new ArrayList<>();

  Value in(Port port, TensorType type) {
    inputs.add(port);
    return b.input(type);
  }

  void out(Port port, Value v) {
    outputs.add(port);
    b.output(v);
  }

  void update(Port port, Value input, Value v) {
    outputs.add(port);
    b.update(input, v);
  }

  ModelProgram build() {
    return new ModelProgram(b.build(), inputs, outputs);
  }
}
