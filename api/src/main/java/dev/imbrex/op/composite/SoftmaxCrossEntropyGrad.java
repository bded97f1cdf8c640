package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The gradient of {@link SoftmaxCrossEntropy}: (softmax(logits) sum(targets) - targets) dloss.
 *
 * <p>Inputs: logits and targets {@code [N, C]}, dloss {@code [N]}. Result: {@code [N, C]}.
 */
public record SoftmaxCrossEntropyGrad() implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 3);
    TensorType loss = new SoftmaxCrossEntropy().infer(in.subList(0, 2)).get(0);
    Check.that(in.get(2).equals(loss), this, in, "expects dloss " + loss);
    return List.of(in.get(0));
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value logits = in.get(0);
    Value targets = in.get(1);
    Value p = b.mul(b.emit(new Softmax(), logits), b.sum(targets, true, 1));
    Value d = b.reshape(in.get(2), Shape.of(logits.shape().dim(0), 1));
    return List.of(b.mul(b.sub(p, targets), d));
  }
}
