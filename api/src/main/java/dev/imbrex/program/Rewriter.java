package dev.imbrex.program;

import dev.imbrex.op.Op;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Copies a program into a new one, node by node, while a pass decides what becomes of each. */
final class Rewriter implements OpEmitter {
  private final ProgramBuilder builder = new ProgramBuilder();
  private final Map<Integer, Value> renamed = new HashMap<>();
  private final Program program;

  Rewriter(Program program) {
    this.program = program;
    for (Value v : program.inputs()) {
      renamed.put(v.id(), builder.input(v.type()));
    }
  }

  /** Returns what an old value has become. */
  Value get(Value old) {
    Value v = renamed.get(old.id());
    if (v == null) {
      throw new IllegalStateException(old + " has not been rewritten yet.");
    }
    return v;
  }

  /** Returns what old values have become. */
  List<Value> get(List<Value> old) {
    List<Value> out = new ArrayList<>();
    old.forEach(v -> out.add(get(v)));
    return out;
  }

  /** Says what an old value becomes. */
  void put(Value old, Value now) {
    renamed.put(old.id(), now);
  }

  /** Says what old values become. */
  void put(List<Value> old, List<Value> now) {
    for (int i = 0; i < old.size(); i++) {
      put(old.get(i), now.get(i));
    }
  }

  /** Copies a node unchanged. */
  void keep(Program.Node n) {
    source(n.source());
    put(n.outputs(), emit(n.op(), get(n.inputs())));
  }

  void source(String name) {
    builder.source(name);
  }

  @Override
  public List<Value> emit(Op op, List<Value> inputs) {
    return builder.emit(op, inputs);
  }

  /** Returns the new program, with the outputs and in-place updates of the old one. */
  Program build() {
    for (Value v : program.outputs()) {
      builder.output(get(v));
    }
    Program p = builder.build();
    return new Program(p.inputs(), p.nodes(), p.outputs(), program.updatesInPlace());
  }
}
