package dev.imbrex.conformance;

import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Cast;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.RandomBits;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ActivationGrad;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;

/** Backends that compute something wrong. */
final class OpFaults {
  private OpFaults() {}

  /** "Same" padding with the odd row and column in front instead of behind. */
  static final class OffByOnePadding extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      if (op instanceof Conv2d c && c.window().padding() == Padding.SAME) {
        WindowGeometry g = c.window().on(types.get(0).shape().dim(1), types.get(0).shape().dim(2));
        Padding p = Padding.of(g.padBottom(), g.padTop(), g.padRight(), g.padLeft());
        Window w = c.window();
        Window moved =
            new Window(
                w.kernelH(),
                w.kernelW(),
                w.strideH(),
                w.strideW(),
                w.dilationH(),
                w.dilationW(),
                p);
        return super.compute(new Conv2d(moved, c.groups()), types, arguments);
      }
      return super.compute(op, types, arguments);
    }
  }

  /** A matrix product that leaves out the last term when there is one more than a tile. */
  static final class DroppedTailTile extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      if (op instanceof MatMul m && !m.transposeA() && types.get(0).shape().dim(1) % 16 == 1) {
        int k = types.get(0).shape().dim(1);
        double[] a = arguments.get(0).clone();
        for (int i = k - 1; i < a.length && k > 1; i += k) {
          a[i] = 0;
        }
        return super.compute(op, types, List.of(a, arguments.get(1)));
      }
      return super.compute(op, types, arguments);
    }
  }

  /** Packs the filter at the first run and never again. */
  static final class StaleFilter extends Fault {
    @Override
    double[] load(Op op, int index, HostTensor read, Map<Integer, double[]> kernelMemory) {
      return op instanceof Conv2d && index == 1
          ? kernelMemory.computeIfAbsent(1, k -> read.toDoubles())
          : read.toDoubles();
    }
  }

  /** The greater of two, where a comparison with NaN is false. */
  static final class SwallowedNan extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      return op instanceof Binary b && b.fn() == Binary.Fn.MAX
          ? List.of(pairwise(arguments, (x, y) -> x > y ? x : y))
          : super.compute(op, types, arguments);
    }
  }

  private static double[] pairwise(List<double[]> arguments, BinaryOperator<Double> fn) {
    double[] y = new double[arguments.get(0).length];
    Arrays.setAll(y, i -> fn.apply(arguments.get(0)[i], arguments.get(1)[i]));
    return y;
  }

  /** A matrix product that takes a shortcut past zeros, even where they meet NaN. */
  static final class SkippedZeros extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      if (op instanceof MatMul m && !m.transposeA() && !m.transposeB()) {
        int rows = types.get(0).shape().dim(0);
        int inner = types.get(0).shape().dim(1);
        int columns = types.get(1).shape().dim(1);
        double[] y = new double[rows * columns];
        for (int i = 0; i < y.length; i++) {
          for (int k = 0; k < inner; k++) {
            double a = arguments.get(0)[i / columns * inner + k];
            y[i] += a == 0 ? 0 : a * arguments.get(1)[k * columns + i % columns];
          }
        }
        return List.of(y);
      }
      return super.compute(op, types, arguments);
    }
  }

  /** Of equal maxima the last one wins. */
  static final class LastTieWins extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      List<double[]> right = super.compute(op, types, arguments);
      if (op instanceof MaxPool2d) {
        double[] ramp = arguments.get(0).clone();
        Arrays.setAll(ramp, i -> ramp[i] + 1e-12 * i);
        double[] index = oracle.apply(op, types, List.of(ramp)).get(1);
        return List.of(right.get(0), index);
      }
      return right;
    }
  }

  /** An average whose divisor is always the whole window. */
  static final class WrongDivisor extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      return op instanceof AvgPool2d a
          ? super.compute(new AvgPool2d(a.window(), a.ceil(), true), types, arguments)
          : super.compute(op, types, arguments);
    }
  }

  /** A cast to integers that rounds to the nearest. */
  static final class RoundingCast extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      if (op instanceof Cast c && c.to() == DType.I32 && types.get(0).dtype().isFloat()) {
        double[] x = Arrays.stream(arguments.get(0)).map(Math::rint).toArray();
        return super.compute(op, types, List.of(x));
      }
      return super.compute(op, types, arguments);
    }
  }

  /** Sums in an order that changes from run to run, as atomic additions do. */
  static final class RacingSum extends Fault {
    private final Interpreter forward = new Interpreter(Arithmetic.FLOAT32_FORWARD);
    private final Interpreter reverse = new Interpreter(Arithmetic.FLOAT32_REVERSE);
    private int runs;

    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      return op instanceof Reduce
          ? (runs++ % 2 == 0 ? forward : reverse).apply(op, types, arguments)
          : super.compute(op, types, arguments);
    }
  }

  /** Sums whose order depends on something, such as a number of threads. */
  static final class OrderedSum extends Fault {
    private final Interpreter interpreter;

    OrderedSum(Arithmetic arithmetic) {
      interpreter = new Interpreter(arithmetic);
    }

    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      return interpreter.apply(op, types, arguments);
    }
  }

  /** An exponential with 16 good bits. */
  static final class RoughExponential extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      List<double[]> y = super.compute(op, types, arguments);
      return op instanceof Unary u && u.fn() == Unary.Fn.EXP
          ? List.of(Arrays.stream(y.get(0)).map(v -> v * (1 + 0x1p-16)).toArray())
          : y;
    }
  }

  /** Random words of the neighbouring stream. */
  static final class WrongStream extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      return op instanceof RandomBits r
          ? super.compute(new RandomBits(r.shape(), r.stream() + 1), types, arguments)
          : super.compute(op, types, arguments);
    }
  }

  /** An input gradient that leaves something in the pixels that no window sees. */
  static final class UnseenPixels extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      List<double[]> y = super.compute(op, types, arguments);
      if (op instanceof Conv2dInputGrad g && g.window().strideH() > g.window().kernelH()) {
        double[] filled = y.get(0).clone();
        Arrays.setAll(filled, i -> filled[i] == 0 ? 1 : filled[i]);
        return List.of(filled);
      }
      return y;
    }
  }

  /** Depthwise convolution with its output channels in the wrong order. */
  static final class InterleavedGroups extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      List<double[]> y = super.compute(op, types, arguments);
      int channels = types.size() > 1 ? types.get(1).shape().dim(-1) : 1;
      if (op instanceof Conv2d c && c.groups() > 1 && channels > c.groups()) {
        double[] mixed = y.get(0).clone();
        int per = channels / c.groups();
        for (int i = 0; i < mixed.length; i++) {
          int o = i % channels;
          mixed[i] = y.get(0)[i - o + o % c.groups() * per + o / c.groups()];
        }
        return List.of(mixed);
      }
      return y;
    }
  }

  /** A shift to the right that forgets the sign. */
  static final class UnsignedShift extends Fault {
    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      return op instanceof Binary b && b.fn() == Binary.Fn.SHR && types.get(0).dtype() == DType.I32
          ? List.of(pairwise(arguments, (x, y) -> (double) (x.intValue() >>> (y.longValue() & 31))))
          : super.compute(op, types, arguments);
    }
  }

  /** Runs some composites natively. */
  private abstract static class NativeFault extends Fault {
    private final Class<? extends Op> op;

    NativeFault(Class<? extends Op> op) {
      this.op = op;
    }

    @Override
    Set<Class<? extends Op>> natives() {
      return Set.of(op);
    }
  }

  /** The gradient of ReLU is 1 at the kink. */
  static final class RightDerivative extends NativeFault {
    RightDerivative() {
      super(ActivationGrad.class);
    }

    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      return op instanceof ActivationGrad g && g.fn() == ActivationFn.RELU
          ? List.of(pairwise(arguments, (y, dy) -> y >= 0 ? dy : 0))
          : super.compute(op, types, arguments);
    }
  }

  /** The variance of batch norm is divided by one less than the number of rows. */
  static final class UnbiasedVariance extends NativeFault {
    UnbiasedVariance() {
      super(BatchNormTraining.class);
    }

    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      List<double[]> y = new ArrayList<>(super.compute(op, types, arguments));
      if (op instanceof BatchNormTraining) {
        double rows = types.get(0).shape().size() / (double) types.get(0).shape().dim(-1);
        y.set(2, Arrays.stream(y.get(2)).map(v -> rows > 1 ? v * rows / (rows - 1) : v).toArray());
      }
      return y;
    }
  }

  /** Softmax without subtracting the maximum, in float32. */
  static final class OverflowingSoftmax extends NativeFault {
    OverflowingSoftmax() {
      super(Softmax.class);
    }

    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      if (op instanceof Softmax) {
        double[] x = arguments.get(0);
        double[] y = new double[x.length];
        int columns = types.get(0).shape().dim(-1);
        for (int i = 0; i < y.length; i++) {
          float sum = 0;
          for (int j = i / columns * columns; j < (i / columns + 1) * columns; j++) {
            sum += (float) Math.exp(x[j]);
          }
          y[i] = (float) Math.exp(x[i]) / sum;
        }
        return List.of(y);
      }
      return super.compute(op, types, arguments);
    }
  }

  /** A label that is no class counts nothing instead of NaN. */
  static final class SilentLabel extends NativeFault {
    SilentLabel() {
      super(SparseSoftmaxCrossEntropy.class);
    }

    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      List<double[]> y = super.compute(op, types, arguments);
      return op instanceof SparseSoftmaxCrossEntropy
          ? List.of(Arrays.stream(y.get(0)).map(v -> Double.isNaN(v) ? 0 : v).toArray())
          : y;
    }
  }
}
