package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.Concat;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Several {@link ConvBiasActivation}s whose results lie side by side along the channels, as in
 * Inception modules: each writes where it belongs, and nothing is copied. Made by fusion, after the
 * gradients.
 *
 * <p>Inputs: for each branch its picture {@code [N, H, W, C]}, filter {@code [kh, kw, C / groups,
 * OC]} and bias {@code [OC]}. Result: {@code [N, OH, OW, sum of OC]}.
 *
 * @param branches at least two, of which none keeps its activation's argument
 */
public record ConvBiasActivationConcat(List<ConvBiasActivation> branches) implements CompositeOp {
  private static final int INPUTS = 3;

  public ConvBiasActivationConcat {
    branches = List.copyOf(branches);
    Check.attribute(
        branches.size() > 1 && branches.stream().noneMatch(ConvBiasActivation::keepArgument),
        "ConvBiasActivationConcat",
        "there must be at least two branches that keep no arguments, but they are " + branches);
  }

  /** Returns those inputs, or their types, that are the branch's. */
  public static <T> List<T> inputsOf(List<T> all, int branch) {
    return all.subList(INPUTS * branch, INPUTS * branch + INPUTS);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, INPUTS * branches.size());
    List<TensorType> results = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      results.addAll(branches.get(i).infer(inputsOf(in, i)));
    }
    return new Concat(INPUTS).infer(results);
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    List<Value> results = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      results.addAll(b.emit(branches.get(i), inputsOf(in, i)));
    }
    return b.emit(new Concat(INPUTS), results);
  }
}
