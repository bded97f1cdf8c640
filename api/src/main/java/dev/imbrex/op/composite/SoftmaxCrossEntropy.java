package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * Cross-entropy of softmax(logits) with target distributions, such as one-hot labels: -sum(target
 * log softmax(logits)), per row.
 *
 * <p>Inputs: logits and targets {@code [N, C]}. Result: {@code [N]}. The gradient is with respect
 * to the logits only; targets are given.
 */
public record SoftmaxCrossEntropy() implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.rank(this, in, 0, 2, "[N, C]");
    Check.sameFloat(this, in);
    Check.that(in.get(0).equals(in.get(1)), this, in, "expects logits and targets of one shape");
    return List.of(in.get(0).withShape(Shape.of(in.get(0).shape().dim(0))));
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value logP = b.emit(new LogSoftmax(), in.get(0));
    return List.of(b.neg(b.sum(b.mul(in.get(1), logP), false, 1)));
  }

  @Override
  public Optional<List<Optional<Value>>> gradient(
      OpEmitter b, List<Value> in, List<Value> out, List<Optional<Value>> grads) {
    Value dx =
        b.emit(new SoftmaxCrossEntropyGrad(), in.get(0), in.get(1), grads.get(0).orElseThrow());
    return Optional.of(List.of(Optional.of(dx), Optional.empty()));
  }
}
