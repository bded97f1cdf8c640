package dev.imbrex.program;

import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.Op;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.function.BiPredicate;

/** Replaces composites by their decompositions until only wanted ones are left. */
public final class Decomposer {
  private Decomposer() {}

  /**
   * Returns the program with every composite decomposed that is not to be kept.
   *
   * @param keep says of a composite and its input types whether it stays
   */
  public static Program apply(Program program, BiPredicate<Op, List<TensorType>> keep) {
    Rewriter r = new Rewriter(program);
    OpEmitter emitter =
        new OpEmitter() {
          @Override
          public List<Value> emit(Op op, List<Value> inputs) {
            List<TensorType> types = inputs.stream().map(Value::type).toList();
            return op instanceof CompositeOp && !keep.test(op, types)
                ? ((CompositeOp) op).decompose(this, inputs)
                : r.emit(op, inputs);
          }
        };
    for (Program.Node n : program.nodes()) {
      r.source(n.source());
      r.put(n.outputs(), emitter.emit(n.op(), r.get(n.inputs())));
    }
    return r.build();
  }
}
