package dev.imbrex.conformance;

import dev.imbrex.op.Op;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an {@link OracleBackend} does, step by step; a broken backend overrides a step. */
class Fault {
  /** The oracle, each result rounded. */
  protected final Interpreter oracle = new Interpreter(Arithmetic.ROUNDED);

  /** Returns the composites that are run natively. */
  Set<Class<? extends Op>> natives() {
    return Set.of();
  }

  /** Returns the names of the ways in which an op can be run, if there are several. */
  List<String> ways(Class<? extends Op> op) {
    return List.of();
  }

  /** Returns the class of accuracy that it declares for an op. */
  Accuracy accuracy(Op op, List<TensorType> types) {
    return Accuracy.STANDARD;
  }

  /** Computes an op in one of its ways; the name is empty where there is only one. */
  List<double[]> compute(String way, Op op, List<TensorType> types, List<double[]> arguments) {
    return compute(op, types, arguments);
  }

  /** Returns the elements of an argument, as read from memory. */
  double[] load(Op op, int index, HostTensor read, Map<Integer, double[]> kernelMemory) {
    return read.toDoubles();
  }

  /** Computes an op. */
  List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
    return oracle.apply(op, types, arguments);
  }

  /** Writes a result. */
  void store(Op op, Slice to, HostTensor result) {
    to.buffer().write(to.offset(), result.buffer());
  }

  /** Runs behind every op, for what else it may do. */
  void after(OracleBackend backend, List<Slice> inputs, List<Slice> outputs) {}
}
