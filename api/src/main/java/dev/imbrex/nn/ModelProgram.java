package dev.imbrex.nn;

import dev.imbrex.program.Program;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * A program of a model, and what its inputs and outputs are.
 *
 * @param inputs a port per input of the program
 * @param outputs a port per output; one that is also an input is updated in place
 */
public record ModelProgram(Program program, List<Port> inputs, List<Port> outputs) {
  /** Checks that there are as many ports as inputs and outputs. */
  public ModelProgram {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    if (inputs.size() != program.inputs().size() || outputs.size() != program.outputs().size()) {
      throw new IllegalArgumentException("Every input and output of a program needs a port.");
    }
  }

  /**
   * Returns the type of an input.
   *
   * @throws IllegalArgumentException if the program has no such input
   */
  public TensorType inputType(Port port) {
    return program.inputs().get(index(inputs, port)).type();
  }

  /**
   * Returns the type of an output.
   *
   * @throws IllegalArgumentException if the program has no such output
   */
  public TensorType outputType(Port port) {
    return program.outputs().get(index(outputs, port)).type();
  }

  private static int index(List<Port> ports, Port port) {
    int i = ports.indexOf(port);
    if (i < 0) {
      throw new IllegalArgumentException(
          "The program has no port " + port + ", but " + ports + ".");
    }
    return i;
  }
}
