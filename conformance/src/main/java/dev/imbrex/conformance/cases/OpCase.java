package dev.imbrex.conformance.cases;

import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One op applied once.
 *
 * @param op the op with its attributes
 * @param types the types of its inputs
 * @param fills how each input is made
 * @param judgement how its results are judged
 * @param rules the rules of {@code docs/spec/ops.md} that it checks, the most important first
 */
public record OpCase(
    Op op, List<TensorType> types, List<Fill> fills, Judgement judgement, List<String> rules) {

  /** What the node of a case is called, as a layer would be. */
  public static final String SOURCE = "the conformance case";

  public OpCase {
    types = List.copyOf(types);
    fills = List.copyOf(fills);
    rules = List.copyOf(rules);
    if (types.size() != fills.size()) {
      throw new IllegalArgumentException(
          "A case needs one fill for each of its " + types.size() + " inputs.");
    }
  }

  /** Returns the types of the results. */
  public List<TensorType> results() {
    return op.infer(types);
  }

  /** Returns inputs, the same for the same seed. */
  public List<HostTensor> inputs(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<HostTensor> inputs = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      inputs.add(fills.get(i).make(types.get(i), random.split()));
    }
    return inputs;
  }

  /** Returns this case with integers so small that sums of the class "fast" can be told apart. */
  public OpCase withSmallIntegers() {
    List<Fill> small = types.stream().map(t -> Fills.integers(Fills.SMALL)).toList();
    return new OpCase(op, types, small, judgement, rules);
  }

  /** Returns the program that applies the op once. */
  public Program program() {
    ProgramBuilder b = new ProgramBuilder();
    b.source(SOURCE);
    List<Value> in = types.stream().map(b::input).toList();
    b.emit(op, in).forEach(b::output);
    return b.build();
  }

  /**
   * Returns whether every backend has to run it: all but F64 (GEN-4). A composite may run by its
   * decomposition.
   */
  public boolean required() {
    return types.stream().noneMatch(t -> t.dtype() == DType.F64)
        && results().stream().noneMatch(t -> t.dtype() == DType.F64);
  }

  @Override
  public String toString() {
    return op + " of " + types;
  }
}
