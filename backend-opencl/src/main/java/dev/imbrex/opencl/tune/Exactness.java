package dev.imbrex.opencl.tune;

import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a way computes the right thing, on small integers, whose sums are exact in any order: on
 * a small version of the shape what the oracle computes, on the shape itself, for which that is too
 * slow, what every other way computes. There is no tolerance, but for two cases: an activation
 * function other than ReLU may be off by {@value #FUNCTION_ULPS} units in the last place, which is
 * more than docs/spec/ops.md allows any function, for it is the sums that are in question here; an
 * algorithm that does not sum as the definition does must round to the right integer.
 */
final class Exactness {
  /** The largest error of an activation, in units of the last place of the larger of 1 and x. */
  private static final double FUNCTION_ULPS = 64;

  private static final double ULP = 0x1p-24;

  private final boolean functions;
  private final OpShape small;
  private final float[][] expected;

  /** Asks the oracle. */
  Exactness(OpShape shape) {
    this.functions = computesFunction(shape);
    this.small = SmallShape.forOracle(shape);
    List<HostTensor> inputs = new ArrayList<>();
    int seed = 1;
    for (TensorType t : small.inputs()) {
      HostTensor h = HostTensor.zeros(t);
      for (int i = 0; i < t.shape().intSize(); i++) {
        h.set(i, Bench.value(seed, i));
      }
      inputs.add(h);
      seed++;
    }
    this.expected =
        new Interpreter(Arithmetic.ROUNDED)
            .run(small.program(), inputs).stream()
                .map(HostTensor::toFloats)
                .toArray(float[][]::new);
  }

  private static boolean computesFunction(OpShape s) {
    Activation a =
        s.op() instanceof ConvBiasActivation c
            ? c.activation()
            : s.op() instanceof MatMulBiasActivation m
                ? m.activation()
                : Activation.of(ActivationFn.IDENTITY);
    return a.fn() != ActivationFn.IDENTITY && a.fn() != ActivationFn.RELU;
  }

  /** Returns what is wrong with a way on the small version; empty if nothing is. */
  Optional<String> onSmall(Backend backend, Ways.Way way) {
    try (Bench bench = new Bench(backend, small)) {
      return difference(bench.results(bench.ready(way.name())), expected, way)
          .map(d -> d + " of " + small.text());
    }
  }

  /** Returns in what results differ from others; empty if in nothing that matters. */
  Optional<String> difference(float[][] actual, float[][] right, Ways.Way way) {
    for (int r = 0; r < right.length; r++) {
      for (int i = 0; i < right[r].length; i++) {
        if (!isSame(actual[r][i], right[r][i], way.precise())) {
          return Optional.of(
              "element %d of result %d is %s, not %s".formatted(i, r, actual[r][i], right[r][i]));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isSame(float a, float e, boolean precise) {
    double error = Math.abs((double) a - e);
    double allowed = functions ? FUNCTION_ULPS * ULP * Math.max(1, Math.abs(e)) : 0;
    return error <= (precise ? allowed : Math.max(allowed, 0.499));
  }
}
