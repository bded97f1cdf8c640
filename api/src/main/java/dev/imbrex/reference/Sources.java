package dev.imbrex.reference;

import dev.imbrex.op.Constant;
import dev.imbrex.op.Iota;
import dev.imbrex.op.RandomBits;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Philox;
import java.util.Arrays;

/** Ops that make elements out of nothing, or nearly so. */
final class Sources {
  private Sources() {}

  static double[] constant(Constant op, Call call) {
    double[] y = call.result();
    Arrays.fill(y, valueOf(call.type(), op.value()));
    return y;
  }

  static double[] iota(Iota op, Call call) {
    int[] strides = new int[call.shape().rank()];
    strides[op.axis()] = 1;
    int[] index = Strided.offsets(call.shape().toArray(), strides);
    return Arrays.stream(index).mapToDouble(i -> valueOf(call.type(), i)).toArray();
  }

  static double[] randomBits(RandomBits op, Call call) {
    double[] s = call.argument(0);
    int[] words = new int[call.size()];
    Philox.fill(words, op.stream(), word(s[0]), word(s[1]), word(s[2]), word(s[3]));
    return Arrays.stream(words).mapToDouble(Integer::toUnsignedLong).toArray();
  }

  private static int word(double unsigned) {
    return (int) (long) unsigned;
  }

  /** Returns a number as an element of the type has it: by definition, in every arithmetic. */
  static double valueOf(DType type, double value) {
    return type == DType.F32 ? (float) value : value;
  }
}
