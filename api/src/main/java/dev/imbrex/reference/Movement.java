package dev.imbrex.reference;

import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Pad;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Transpose;
import dev.imbrex.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Ops that move elements and compute nothing. */
final class Movement {
  private Movement() {}

  static double[] broadcast(Broadcast op, Call call) {
    Shape from = call.shape(0);
    int[] own = Strided.strides(from);
    int[] strides = new int[op.target().rank()];
    for (int i = 1; i <= from.rank(); i++) {
      strides[strides.length - i] = from.dim(-i) == 1 ? 0 : own[own.length - i];
    }
    return gather(call, strides, 0);
  }

  static double[] reshape(Reshape op, Call call) {
    return call.argument(0).clone();
  }

  static double[] transpose(Transpose op, Call call) {
    int[] axes = op.permutation().stream().mapToInt(Integer::intValue).toArray();
    return gather(call, Strided.pick(Strided.strides(call.shape(0)), axes), 0);
  }

  static double[] crop(Crop op, Call call) {
    int[] strides = Strided.strides(call.shape(0));
    return gather(call, strides, offset(op.start(), strides));
  }

  static double[] pad(Pad op, Call call) {
    double[] y = call.result();
    Arrays.fill(y, Sources.valueOf(call.type(), op.value()));
    scatter(call, 0, y, offset(op.before(), Strided.strides(call.shape())));
    return y;
  }

  static double[] concat(Concat op, Call call) {
    double[] y = call.result();
    int stride = Strided.strides(call.shape())[op.axis()];
    int start = 0;
    for (int k = 0; k < call.inputs().size(); k++) {
      scatter(call, k, y, start * stride);
      start += call.shape(k).dim(op.axis());
    }
    return y;
  }

  /** Reads the result's elements from the argument, along the axes of the result. */
  private static double[] gather(Call call, int[] strides, int start) {
    double[] x = call.argument(0);
    double[] y = call.result();
    int[] offsets = Strided.offsets(call.shape().toArray(), strides);
    for (int i = 0; i < y.length; i++) {
      y[i] = x[start + offsets[i]];
    }
    return y;
  }

  /** Writes an argument as a box into the result. */
  private static void scatter(Call call, int argument, double[] y, int start) {
    double[] x = call.argument(argument);
    int[] offsets = Strided.offsets(call.shape(argument).toArray(), Strided.strides(call.shape()));
    for (int i = 0; i < x.length; i++) {
      y[start + offsets[i]] = x[i];
    }
  }

  private static int offset(List<Integer> index, int[] strides) {
    int sum = 0;
    for (int i = 0; i < strides.length; i++) {
      sum += index.get(i) * strides[i];
    }
    return sum;
  }
}
