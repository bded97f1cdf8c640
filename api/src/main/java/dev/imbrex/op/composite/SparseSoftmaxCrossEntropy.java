package dev.imbrex.op.composite;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Check;
import dev.imbrex.op.Compare;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.Iota;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * Cross-entropy of softmax(logits) with integer labels: -log softmax(logits)[label], per row.
 *
 * <p>Inputs: logits {@code [N, C]} and labels I32 {@code [N]}. Result: {@code [N]}; NaN where a
 * label is not in [0, C).
 */
public record SparseSoftmaxCrossEntropy() implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    checkLabels(this, in);
    return List.of(in.get(0).withShape(in.get(1).shape()));
  }

  static void checkLabels(CompositeOp op, List<TensorType> in) {
    Check.rank(op, in, 0, 2, "[N, C]");
    Check.that(in.get(0).dtype().isFloat(), op, in, "expects logits of type F32 or F64");
    Check.dtype(op, in, 1, DType.I32);
    Check.that(
        in.get(1).shape().rank() == 1 && in.get(1).shape().dim(0) == in.get(0).shape().dim(0),
        op,
        in,
        "expects one label per row");
  }

  /** Emits BOOL [N, C]: whether the column is the row's label. */
  static Value oneHot(OpEmitter b, Value logits, Value labels) {
    TensorType t = logits.type().withDType(DType.I32);
    Value column = b.emit(new Iota(t, 1));
    Value label = b.reshape(labels, Shape.of(labels.shape().dim(0), 1));
    return b.compare(Compare.Fn.EQ, column, label);
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value logits = in.get(0);
    Value labels = in.get(1);
    Value logP = b.emit(new LogSoftmax(), logits);
    Value hit = b.select(oneHot(b, logits, labels), logP, b.scalar(logits, 0));
    Value valid =
        b.binary(
            Binary.Fn.AND,
            b.compare(Compare.Fn.GE, labels, b.scalar(labels, 0)),
            b.compare(Compare.Fn.LT, labels, b.scalar(labels, logits.shape().dim(1))));
    Value loss = b.neg(b.sum(hit, false, 1));
    return List.of(b.select(valid, loss, b.scalar(logits, Double.NaN)));
  }

  @Override
  public Optional<List<Optional<Value>>> gradient(
      OpEmitter b, List<Value> in, List<Value> out, List<Optional<Value>> grads) {
    Value dx =
        b.emit(
            new SparseSoftmaxCrossEntropyGrad(), in.get(0), in.get(1), grads.get(0).orElseThrow());
    return Optional.of(List.of(Optional.of(dx), Optional.empty()));
  }
}
