package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.Compare;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.Constant;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.RandomBits;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * Inverted dropout (Srivastava et al., 2014): an element stays, times 1 / (1 - rate), if its random
 * word is at least {@link #threshold}, else it becomes 0.
 *
 * <p>Inputs: x of any shape and the random state U32 {@code [4]} (see {@link RandomBits}). Result:
 * as x. The comparison is one of integers, so the mask has the same bits on every backend.
 *
 * @param rate the probability to drop, in [0, 1)
 * @param stream tells apart the users of one random state
 */
public record Dropout(double rate, int stream) implements CompositeOp {
  public Dropout {
    Check.attribute(rate >= 0 && rate < 1, "Dropout", "the rate must be in [0, 1), but is " + rate);
  }

  /** Returns the smallest random word that keeps an element: rate 2^32, rounded up. */
  public long threshold() {
    return Math.min((long) Math.ceil(rate * 0x1p32), 0xFFFFFFFFL);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.that(in.get(0).dtype().isFloat(), this, in, "expects x of type F32 or F64");
    Check.that(in.get(1).equals(TensorType.u32(4)), this, in, "expects the state as U32[4]");
    return List.of(in.get(0));
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value x = in.get(0);
    Value bits = b.emit(new RandomBits(x.shape(), stream), in.get(1));
    Value least = b.emit(new Constant(new TensorType(DType.U32, Shape.scalar()), threshold()));
    Value keep = b.compare(Compare.Fn.GE, bits, least);
    return List.of(b.select(keep, b.mul(x, 1 / (1 - rate)), b.scalar(x, 0)));
  }

  /** The same mask and scale, applied to dy. */
  @Override
  public Optional<List<Optional<Value>>> gradient(
      OpEmitter b, List<Value> in, List<Value> out, List<Optional<Value>> grads) {
    Value dx = b.emit(this, grads.get(0).orElseThrow(), in.get(1));
    return Optional.of(List.of(Optional.of(dx), Optional.empty()));
  }
}
