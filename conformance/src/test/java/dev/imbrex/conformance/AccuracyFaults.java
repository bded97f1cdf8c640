package dev.imbrex.conformance;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.support.MinimalFiltering;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Backends that declare how near they are to exact arithmetic, truly or not. */
final class AccuracyFaults {
  private AccuracyFaults() {}

  /**
   * Where Winograd's algorithm may be, makes the errors of float32 larger by a factor, and has some
   * where there are none.
   */
  static final class Rough extends Fault {
    private static final double TINY = 0x1p-23;

    private final Interpreter single = new Interpreter(Arithmetic.FLOAT32_FORWARD);
    private final Interpreter exact = new Interpreter(Arithmetic.FLOAT64);
    private final double factor;
    private final Accuracy declared;

    Rough(double factor, Accuracy declared) {
      this.factor = factor;
      this.declared = declared;
    }

    @Override
    Set<Class<? extends Op>> natives() {
      return Set.of(ConvBiasActivation.class);
    }

    @Override
    Accuracy accuracy(Op op, List<TensorType> types) {
      return MinimalFiltering.allowed(op, types) ? declared : Accuracy.STANDARD;
    }

    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      if (!MinimalFiltering.allowed(op, types)) {
        return super.compute(op, types, arguments);
      }
      List<double[]> near = single.apply(op, types, arguments);
      List<double[]> right = exact.apply(op, types, arguments);
      List<double[]> results = new ArrayList<>();
      for (int i = 0; i < right.size(); i++) {
        double[] y = right.get(i).clone();
        for (int j = 0; j < y.length; j++) {
          double error = near.get(i)[j] - y[j];
          y[j] += Double.isFinite(error) ? factor * (error + (j % 2 == 0 ? TINY : -TINY)) : 0;
        }
        results.add(y);
      }
      return results;
    }
  }

  /** Takes the wider class for a matrix product, which nothing but convolutions has. */
  static final class RoughProduct extends Fault {
    @Override
    Accuracy accuracy(Op op, List<TensorType> types) {
      return op instanceof MatMul ? Accuracy.FAST : Accuracy.STANDARD;
    }
  }

  /** Forgets the last channel where the wider class is allowed, and declares that class. */
  static final class FastWithoutTail extends Fault {
    @Override
    Accuracy accuracy(Op op, List<TensorType> types) {
      return MinimalFiltering.allowed(op, types) ? Accuracy.FAST : Accuracy.STANDARD;
    }

    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      if (!(op instanceof Conv2d) || !MinimalFiltering.allowed(op, types)) {
        return super.compute(op, types, arguments);
      }
      int channels = types.get(0).shape().dim(3);
      double[] x = arguments.get(0).clone();
      for (int i = channels - 1; i < x.length; i += channels) {
        x[i] = 0;
      }
      return super.compute(op, types, List.of(x, arguments.get(1)));
    }
  }
}
