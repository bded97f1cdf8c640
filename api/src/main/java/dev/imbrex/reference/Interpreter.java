package dev.imbrex.reference;

import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.CoreOp;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs programs node by node on the host, straight from the formulas. Safe for use from several
 * threads.
 *
 * <p>Tensors are {@code double[]} in row-major order, whatever their type: integers, BOOL (0 or 1)
 * and U32 (unsigned) fit exactly.
 */
public final class Interpreter {
  private final Arithmetic arithmetic;
  private final Rules rules = new Rules();

  /** Creates an interpreter that computes with this arithmetic. */
  public Interpreter(Arithmetic arithmetic) {
    this.arithmetic = arithmetic;
  }

  /**
   * Runs a program on tensors of its input types and returns tensors of its output types, for which
   * even {@link Arithmetic#FLOAT64} must round F32 at the end.
   *
   * @throws ShapeException if the inputs are not of the program's types
   */
  public List<HostTensor> run(Program program, List<HostTensor> inputs) {
    List<double[]> results = evaluate(program, inputs);
    List<HostTensor> outputs = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      outputs.add(toHost(program.outputs().get(i).type(), results.get(i)));
    }
    return outputs;
  }

  /**
   * Runs a program on tensors of its input types and returns the outputs as they were computed.
   *
   * @throws ShapeException if the inputs are not of the program's types
   */
  public List<double[]> evaluate(Program program, List<HostTensor> inputs) {
    List<TensorType> types = inputs.stream().map(HostTensor::type).toList();
    if (!types.equals(program.inputTypes())) {
      throw new ShapeException(
          "The program expects inputs " + program.inputTypes() + ", but got " + types + ".");
    }
    return evaluateArrays(program, inputs.stream().map(HostTensor::toDoubles).toList());
  }

  /**
   * Runs a program on arrays, which need not be values that the input types can hold exactly.
   * Results may be the arrays that were given.
   */
  public List<double[]> evaluateArrays(Program program, List<double[]> inputs) {
    Map<Integer, double[]> values = new HashMap<>();
    define(values, program.inputs(), inputs);
    for (Program.Node node : program.nodes()) {
      define(
          values, node.outputs(), apply(node.op(), node.inputTypes(), read(values, node.inputs())));
    }
    return read(values, program.outputs());
  }

  /**
   * Applies one op; a composite by its decomposition.
   *
   * @param types the types of the arguments
   * @param arguments their elements; they are not written to
   * @return the elements of each result, F32 rounded as the arithmetic says
   * @throws ShapeException if the op does not take these types
   */
  public List<double[]> apply(Op op, List<TensorType> types, List<double[]> arguments) {
    if (op instanceof CompositeOp composite) {
      return evaluateArrays(decomposed(composite, types), arguments);
    }
    Call call = new Call(types, op.infer(types), arguments, arithmetic);
    List<double[]> results = rules.apply((CoreOp) op, call);
    for (int i = 0; i < results.size(); i++) {
      double[] y = results.get(i);
      for (int j = 0; j < y.length; j++) {
        y[j] = arithmetic.result(call.outputs().get(i).dtype(), y[j]);
      }
    }
    return results;
  }

  private static Program decomposed(CompositeOp op, List<TensorType> types) {
    ProgramBuilder b = new ProgramBuilder();
    op.infer(types);
    op.decompose(b, types.stream().map(b::input).toList()).forEach(b::output);
    return b.build();
  }

  private static void define(Map<Integer, double[]> values, List<Value> of, List<double[]> arrays) {
    for (int i = 0; i < of.size(); i++) {
      double[] array = arrays.get(i);
      if (array.length != of.get(i).shape().size()) {
        throw new ShapeException(
            of.get(i)
                + " needs "
                + of.get(i).shape().size()
                + " elements, not "
                + array.length
                + ".");
      }
      values.put(of.get(i).id(), array);
    }
  }

  private static List<double[]> read(Map<Integer, double[]> values, List<Value> of) {
    List<double[]> arrays = new ArrayList<>();
    for (Value v : of) {
      arrays.add(values.get(v.id()));
    }
    return arrays;
  }

  private static HostTensor toHost(TensorType type, double[] elements) {
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < elements.length; i++) {
      t.set(i, elements[i]);
    }
    return t;
  }
}
