package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The gradient of {@link SparseSoftmaxCrossEntropy}: (softmax(logits) - onehot(labels)) dloss.
 *
 * <p>Inputs: logits {@code [N, C]}, labels I32 {@code [N]}, dloss {@code [N]}. Result: {@code [N,
 * C]}.
 */
public record SparseSoftmaxCrossEntropyGrad() implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 3);
    SparseSoftmaxCrossEntropy.checkLabels(this, in);
    Check.that(
        in.get(2).equals(in.get(0).withShape(in.get(1).shape())),
        this,
        in,
        "expects dloss [N] of the logits' element type");
    return List.of(in.get(0));
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value logits = in.get(0);
    Value hit = SparseSoftmaxCrossEntropy.oneHot(b, logits, in.get(1));
    Value target = b.cast(hit, logits.dtype());
    Value d = b.sub(b.emit(new Softmax(), logits), target);
    return List.of(b.mul(d, b.reshape(in.get(2), Shape.of(logits.shape().dim(0), 1))));
  }
}
