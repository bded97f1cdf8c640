package dev.imbrex.program;

import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A straight-line computation: each node applies an op to values defined before it.
 *
 * @param inputs what is given
 * @param nodes what is computed, in an order in which every value is defined before it is used
 * @param outputs what is wanted; inputs may be among them
 * @param updatesInPlace maps the index of an output to that of the input whose memory it
 *     overwrites; both have one type, no input is overwritten twice, and every read of the input
 *     sees its old value
 */
public record Program(
    List<Value> inputs,
    List<Node> nodes,
    List<Value> outputs,
    Map<Integer, Integer> updatesInPlace) {

  /**
   * One application of an op.
   *
   * @param source where it comes from, such as a layer's name, for errors and profiles; may be
   *     empty
   */
  public record Node(Op op, List<Value> inputs, List<Value> outputs, String source) {
    public Node {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    /** Returns the types of the inputs. */
    public List<TensorType> inputTypes() {
      return inputs.stream().map(Value::type).toList();
    }

    /** Returns the types of the results. */
    public List<TensorType> outputTypes() {
      return outputs.stream().map(Value::type).toList();
    }

    @Override
    public String toString() {
      return outputs + " = " + op + " " + inputs + (source.isEmpty() ? "" : "  # " + source);
    }
  }

  /**
   * Checks that every value is defined once and before use, and that updates fit.
   *
   * @throws IllegalArgumentException if not
   */
  public Program {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
    updatesInPlace = Map.copyOf(updatesInPlace);
    Map<Integer, Value> defined = new HashMap<>();
    for (Value v : inputs) {
      define(defined, v);
    }
    for (Node n : nodes) {
      for (Value v : n.inputs()) {
        require(v.equals(defined.get(v.id())), "uses " + v + " before it is defined: " + n);
      }
      for (Value v : n.outputs()) {
        define(defined, v);
      }
    }
    for (Value v : outputs) {
      require(v.equals(defined.get(v.id())), "has an output " + v + " that is never defined");
    }
    Set<Integer> overwritten = new HashSet<>();
    for (Map.Entry<Integer, Integer> e : updatesInPlace.entrySet()) {
      require(
          e.getKey() >= 0
              && e.getKey() < outputs.size()
              && e.getValue() >= 0
              && e.getValue() < inputs.size()
              && overwritten.add(e.getValue())
              && outputs.get(e.getKey()).type().equals(inputs.get(e.getValue()).type()),
          "has an in-place update " + e + " that does not fit its outputs and inputs");
    }
  }

  private static void define(Map<Integer, Value> defined, Value v) {
    require(defined.put(v.id(), v) == null, "defines " + v + " twice");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("The program " + what + ".");
    }
  }

  /** Returns the types of the inputs. */
  public List<TensorType> inputTypes() {
    return inputs.stream().map(Value::type).toList();
  }

  /** Returns the types of the outputs. */
  public List<TensorType> outputTypes() {
    return outputs.stream().map(Value::type).toList();
  }

  /** Returns the program as text, one line per node. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("inputs " + inputs + "\n");
    for (Node n : nodes) {
      s.append(n).append('\n');
    }
    return s.append("outputs ")
        .append(outputs)
        .append(" in place ")
        .append(updatesInPlace)
        .toString();
  }
}
