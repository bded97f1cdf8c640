package dev.imbrex.nn;

import dev.imbrex.op.Compare;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Constant;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Emits whether numbers are finite. */
final class Finite {
  private Finite() {}

  /** Emits for each group of tensors whether all their elements are finite: I32 [groups]. */
  static Value flags(OpEmitter b, List<List<Value>> groups) {
    List<Value> flags = new ArrayList<>();
    for (List<Value> group : groups) {
      Value all = b.emit(new Constant(TensorType.i32(1), 1));
      for (Value v : group) {
        all = b.min(all, flag(b, v));
      }
      flags.add(all);
    }
    return b.emit(new Concat(0), flags).get(0);
  }

  private static Value flag(OpEmitter b, Value v) {
    Value row = b.reshape(v, Shape.of(v.shape().intSize()));
    Value most = b.scalar(row, v.dtype() == DType.F64 ? Double.MAX_VALUE : Float.MAX_VALUE);
    // NaN is not at most anything, and so counts as not finite.
    Value finite = b.compare(Compare.Fn.LE, b.unary(Unary.Fn.ABS, row), most);
    return b.reduce(Reduce.Fn.MIN, b.cast(finite, DType.I32), true, 0);
  }
}
