package dev.imbrex.cpu.reference;

import dev.imbrex.op.CoreOp;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** A core op, computed by the oracle: reads its inputs whole, computes, writes its outputs. */
final class OracleKernel implements Kernel {
  private final Interpreter oracle;
  private final CoreOp op;
  private final List<TensorType> inputTypes;
  private final List<TensorType> outputTypes;

  OracleKernel(
      Interpreter oracle, CoreOp op, List<TensorType> inputTypes, List<TensorType> outputTypes) {
    this.oracle = oracle;
    this.op = op;
    this.inputTypes = inputTypes;
    this.outputTypes = outputTypes;
  }

  @Override
  public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice scratch) {
    List<HostTensor> in = tensors(inputTypes, inputs);
    List<HostTensor> out = tensors(outputTypes, outputs);
    return () -> {
      List<double[]> arguments = in.stream().map(HostTensor::toDoubles).toList();
      List<double[]> results = oracle.apply(op, inputTypes, arguments);
      for (int i = 0; i < results.size(); i++) {
        double[] result = results.get(i);
        for (int j = 0; j < result.length; j++) {
          out.get(i).set(j, result[j]);
        }
      }
    };
  }

  private static List<HostTensor> tensors(List<TensorType> types, List<Slice> slices) {
    List<HostTensor> tensors = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      tensors.add(HostTensor.wrap(types.get(i), HeapBuffer.bytes(slices.get(i))));
    }
    return tensors;
  }

  @Override
  public String explain() {
    return "oracle";
  }
}
