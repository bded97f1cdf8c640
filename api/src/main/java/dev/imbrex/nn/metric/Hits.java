package dev.imbrex.nn.metric;

import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.stream.IntStream;

/** What metrics of classification share. */
final class Hits {
  private Hits() {}

  /** Emits the place of the greatest along the last axis, I32. */
  static Value greatest(OpEmitter b, Value x) {
    return b.emit(new ArgReduce(ArgReduce.Fn.MAX, x.shape().rank() - 1), x);
  }

  /** Emits integer labels from integers (as they are) or targets {@code [..., C]}. */
  static Value labels(OpEmitter b, Value labels) {
    return labels.dtype().isFloat() ? greatest(b, labels) : labels;
  }

  /** Emits how many elements of a BOOL tensor are true. */
  static Tally tally(OpEmitter b, Value outputs, Value hits) {
    return new Tally(b.sumAll(b.cast(hits, outputs.dtype())), hits.shape().size());
  }

  /** Returns the shape with an axis of one element behind the others. */
  static Shape column(Shape s) {
    return Shape.of(
        IntStream.range(0, s.rank() + 1).map(i -> i < s.rank() ? s.dim(i) : 1).toArray());
  }
}
