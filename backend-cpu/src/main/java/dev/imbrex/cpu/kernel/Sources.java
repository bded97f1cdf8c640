package dev.imbrex.cpu.kernel;

import dev.imbrex.op.Constant;
import dev.imbrex.op.Iota;
import dev.imbrex.op.RandomBits;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Philox;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/** Tensors that come from nothing, or from a random state alone. */
final class Sources {
  private Sources() {}

  static Kernel constant(Machine m, Constant op, List<TensorType> in, List<TensorType> out) {
    float word =
        op.type().dtype() == DType.F32
            ? (float) op.value()
            : Float.intBitsToFloat((int) (long) op.value());
    return new Chunked(
        m,
        "constant",
        op.type().shape().intSize(),
        1,
        0,
        (x, y, s) ->
            (from, to, worker) -> Arrays.fill(y[0].a(), y[0].at() + from, y[0].at() + to, word));
  }

  static Kernel iota(Machine m, Iota op, List<TensorType> in, List<TensorType> out) {
    int extent = op.type().shape().dim(op.axis());
    int inner = (int) op.type().shape().size(op.axis() + 1, op.type().shape().rank());
    boolean floats = op.type().dtype() == DType.F32;
    return new Chunked(
        m,
        "iota",
        op.type().shape().intSize(),
        1,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int i = from; i < to; i++) {
                int n = i / inner % extent;
                y[0].bits(i, floats ? Float.floatToRawIntBits(n) : n);
              }
            });
  }

  static Kernel randomBits(Machine m, RandomBits op, List<TensorType> in, List<TensorType> out) {
    return new Chunked(
        m,
        "random bits",
        op.shape().intSize(),
        8,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int i = from; i < to; i++) {
                y[0].bits(i, word(x[0], i, op.stream()));
              }
            });
  }

  /** Returns random word i of a stream for a state. */
  static int word(Span state, int i, int stream) {
    return Philox.word(i, stream, state.bits(0), state.bits(1), state.bits(2), state.bits(3));
  }
}
