package dev.imbrex.nn;

import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs a model's programs on the oracle, for tests. */
final class InterpretedModel {
  /** The step that tests draw random numbers for. */
  static final int[] RANDOM = {17, 0, 3, 0};

  private final Interpreter interpreter = new Interpreter(Arithmetic.FLOAT64);

  /** Returns the outputs by port, from the inputs by port; the slots are those under SLOT. */
  Map<Port, List<double[]>> run(ModelProgram p, Map<Port, double[]> inputs) {
    Map<Port, List<double[]>> byPort = new EnumMap<>(Port.class);
    inputs.forEach((port, v) -> byPort.put(port, List.of(v)));
    return runAll(p, byPort);
  }

  /** Returns the outputs by port, from the inputs by port. */
  Map<Port, List<double[]>> runAll(ModelProgram p, Map<Port, List<double[]>> inputs) {
    Map<Port, Integer> next = new EnumMap<>(Port.class);
    List<HostTensor> in = new ArrayList<>();
    for (int i = 0; i < p.inputs().size(); i++) {
      Port port = p.inputs().get(i);
      int nth = next.merge(port, 1, Integer::sum) - 1;
      in.add(tensor(p.program().inputs().get(i).type(), inputs.get(port).get(nth)));
    }
    List<double[]> out = interpreter.evaluate(p.program(), in);
    Map<Port, List<double[]>> byPort = new EnumMap<>(Port.class);
    for (int i = 0; i < out.size(); i++) {
      byPort.computeIfAbsent(p.outputs().get(i), k -> new ArrayList<>()).add(out.get(i));
    }
    return byPort;
  }

  private static HostTensor tensor(TensorType type, double[] values) {
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < values.length; i++) {
      t.set(i, values[i]);
    }
    return t;
  }

  /** Returns the random state of {@link #RANDOM} as an input. */
  static double[] random() {
    double[] r = new double[4];
    for (int i = 0; i < 4; i++) {
      r[i] = RANDOM[i];
    }
    return r;
  }

  /** Returns the builder of float64 programs. */
  static ModelPrograms exact(Model m) {
    return new ModelPrograms(m, DType.F64);
  }
}
