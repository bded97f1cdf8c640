package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Batch normalisation with the batch's own statistics, per channel (Ioffe and Szegedy, 2015).
 *
 * <p>Inputs: x {@code [..., C]}, gamma {@code [C]}, beta {@code [C]}. Results: y = gamma (x - mean)
 * / sqrt(variance + epsilon) + beta, the mean {@code [C]} and the biased variance {@code [C]} over
 * all axes but the last.
 */
public record BatchNormTraining(double epsilon) implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 3);
    checkChannels(this, in, 3);
    return List.of(in.get(0), in.get(1), in.get(1));
  }

  static void checkChannels(CompositeOp op, List<TensorType> in, int count) {
    Check.sameFloat(op, in);
    Check.that(in.get(0).shape().rank() >= 2, op, in, "expects x [..., C] of at least two axes");
    for (int i = 1; i < count; i++) {
      Check.that(
          in.get(i).shape().equals(Shape.of(in.get(0).shape().dim(-1))),
          op,
          in,
          "expects input " + i + " to be [C]");
    }
  }

  /** Returns all axes but the last. */
  static int[] rows(Value x) {
    return IntStream.range(0, x.shape().rank() - 1).toArray();
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value x = in.get(0);
    Value mean = b.mean(x, false, rows(x));
    Value variance = b.mean(b.square(b.sub(x, mean)), false, rows(x));
    Value y = b.emit(new BatchNormInference(epsilon), x, in.get(1), in.get(2), mean, variance);
    return List.of(y, mean, variance);
  }

  /** Uses {@link BatchNormTrainingGrad} as long as nothing depends on the statistics. */
  @Override
  public Optional<List<Optional<Value>>> gradient(
      OpEmitter b, List<Value> in, List<Value> out, List<Optional<Value>> grads) {
    if (grads.get(1).isPresent() || grads.get(2).isPresent()) {
      return Optional.empty();
    }
    List<Value> d =
        b.emit(
            new BatchNormTrainingGrad(epsilon),
            List.of(in.get(0), in.get(1), out.get(1), out.get(2), grads.get(0).orElseThrow()));
    return Optional.of(d.stream().map(Optional::of).toList());
  }

  /** Emits 1 / sqrt(variance + epsilon). */
  static Value inverseDeviation(OpEmitter b, Value variance, double epsilon) {
    return b.unary(Unary.Fn.RSQRT, b.add(variance, epsilon));
  }
}
