package dev.imbrex.program;

import dev.imbrex.op.Op;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds a {@link Program} op by op. Not safe for use from several threads. */
public final class ProgramBuilder implements OpEmitter {
  private final List<Value> inputs = new ArrayList<>();
  private final List<Program.Node> nodes = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final Map<Integer, Integer> updatesInPlace = new HashMap<>();
  private String source = "";
  private int nextId;

  /** Adds an input. */
  public Value input(TensorType type) {
    Value v = new Value(nextId++, type);
    inputs.add(v);
    return v;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ShapeException whose message starts with the current source, if there is one
   */
  @Override
  public List<Value> emit(Op op, List<Value> in) {
    List<TensorType> types;
    try {
      types = op.infer(in.stream().map(Value::type).toList());
    } catch (ShapeException e) {
      throw source.isEmpty() ? e : e.at(source);
    }
    List<Value> out = types.stream().map(t -> new Value(nextId++, t)).toList();
    nodes.add(new Program.Node(op, in, out, source));
    return out;
  }

  /** Marks a value as an output and returns the output's index. */
  public int output(Value v) {
    outputs.add(v);
    return outputs.size() - 1;
  }

  /** Marks a value as an output that overwrites an input, and returns the output's index. */
  public int update(Value input, Value v) {
    int index = output(v);
    updatesInPlace.put(index, inputs.indexOf(input));
    return index;
  }

  /** Returns the name that is given to nodes emitted from now on. */
  public String source() {
    return source;
  }

  /** Sets the name, such as that of a layer, that is given to nodes emitted from now on. */
  public void source(String name) {
    this.source = name;
  }

  /** Returns the nodes emitted so far, as a view. */
  public List<Program.Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** Returns the program as emitted so far. */
  public Program build() {
    return new Program(inputs, nodes, outputs, updatesInPlace);
  }
}
