package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Batch normalisation with given statistics, per channel.
 *
 * <p>Inputs: x {@code [..., C]}, gamma, beta, mean and variance {@code [C]}. Result: gamma (x -
 * mean) / sqrt(variance + epsilon) + beta.
 */
public record BatchNormInference(double epsilon) implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 5);
    BatchNormTraining.checkChannels(this, in, 5);
    return List.of(in.get(0));
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value scale = b.mul(in.get(1), BatchNormTraining.inverseDeviation(b, in.get(4), epsilon));
    return List.of(b.add(b.mul(b.sub(in.get(0), in.get(3)), scale), in.get(2)));
  }
}
