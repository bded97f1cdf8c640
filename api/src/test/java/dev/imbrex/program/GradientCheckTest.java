package dev.imbrex.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Cast;
import dev.imbrex.op.Compare;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Constant;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.CoreOp;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Iota;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.MaxPool2dGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Pad;
import dev.imbrex.op.Padding;
import dev.imbrex.op.RandomBits;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Select;
import dev.imbrex.op.Transpose;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BatchNormActivation;
import dev.imbrex.op.composite.BatchNormInference;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.op.composite.Dropout;
import dev.imbrex.op.composite.LocalResponseNormalization;
import dev.imbrex.op.composite.LogSoftmax;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.op.composite.SigmoidCrossEntropy;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.op.composite.SoftmaxCrossEntropy;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Philox;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The gradient of every op against central differences in float64: per input ||difference|| /
 * ||gradient|| &lt;= 1e-6. Inputs keep away from kinks.
 */
class GradientCheckTest {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;

  private static final Window WINDOW = new Window(3, 2, 2, 1, 1, 2, Padding.of(1, 2, 0, 1));
  private static final Window POOL = new Window(3, 2, 2, 2, 1, 1, Padding.of(1, 1, 1, 0));

  private final Interpreter oracle = new Interpreter(Arithmetic.FLOAT64);

  /** An op on these inputs, differentiated with respect to some of them. */
  private record Case(Op op, List<HostTensor> inputs, Set<Integer> wrt) {}

  private static Case of(Op op, HostTensor... inputs) {
    Set<Integer> floats = new HashSet<>();
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].type().dtype().isFloat()) {
        floats.add(i);
      }
    }
    return new Case(op, List.of(inputs), floats);
  }

  private static Case firstOnly(Op op, HostTensor... inputs) {
    return new Case(op, List.of(inputs), Set.of(0));
  }

  /** Numbers between the limits, all different and at least 1e-3 of the range apart. */
  private static HostTensor between(double low, double high, int... dims) {
    Shape s = Shape.of(dims);
    int n = s.intSize();
    Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    for (int i = n - 1; i > 0; i--) {
      int j = Integer.remainderUnsigned(Philox.word(i, n, 1, 2, 3, 4), i + 1);
      Integer swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = low + (high - low) * (order[i] + 0.5) / n;
    }
    return HostTensor.ofDoubles(s, v);
  }

  private static HostTensor any(int... dims) {
    return between(-1.03, 1, dims);
  }

  private static HostTensor state() {
    return HostTensor.ofInts(DType.U32, Shape.of(4), 1, 2, 3, 4);
  }

  private static List<Case> coreCases() {
    List<Case> c = new ArrayList<>();
    c.add(of(new Conv2d(WINDOW, 2), any(2, 5, 4, 4), any(3, 2, 2, 6)));
    c.add(of(new Conv2dInputGrad(WINDOW, 2, 5, 4), any(2, 3, 3, 6), any(3, 2, 2, 6)));
    c.add(of(new Conv2dFilterGrad(WINDOW, 2), any(2, 5, 4, 4), any(2, 3, 3, 6)));
    c.add(of(new MaxPool2d(POOL, true), any(2, 5, 4, 3)));
    for (boolean countPadding : new boolean[] {false, true}) {
      c.add(of(new AvgPool2d(POOL, true, countPadding), any(2, 5, 4, 3)));
      c.add(of(new AvgPool2dGrad(POOL, true, countPadding, 5, 4), any(2, 3, 3, 3)));
      for (boolean transposeB : new boolean[] {false, true}) {
        c.add(
            of(
                new MatMul(countPadding, transposeB),
                countPadding ? any(4, 3) : any(3, 4),
                transposeB ? any(5, 4) : any(4, 5)));
      }
    }
    for (Unary.Fn fn : Unary.Fn.values()) {
      if (fn != Unary.Fn.NOT) {
        boolean positive =
            EnumSet.of(Unary.Fn.LOG, Unary.Fn.SQRT, Unary.Fn.RSQRT, Unary.Fn.RECIPROCAL)
                .contains(fn);
        c.add(of(new Unary(fn), positive ? between(0.5, 3, 12) : between(-0.93, 1.9, 12)));
      }
    }
    for (Binary.Fn fn :
        EnumSet.of(Binary.Fn.ADD, Binary.Fn.SUB, Binary.Fn.MUL, Binary.Fn.MAX, Binary.Fn.MIN)) {
      c.add(of(new Binary(fn), any(3, 4), between(-0.8, 1.3, 3, 4)));
    }
    c.add(of(new Binary(Binary.Fn.DIV), any(3, 4), between(0.5, 2, 3, 4)));
    c.add(of(new Binary(Binary.Fn.POW), between(0.5, 2, 3, 4), between(-2, 2, 3, 4)));
    HostTensor condition = HostTensor.ofInts(DType.BOOL, Shape.of(4), 1, 0, 0, 1);
    c.add(of(new Select(), condition, any(4), between(0, 2, 4)));
    c.add(of(new Cast(DType.F64), any(4)));
    for (Reduce.Fn fn : Reduce.Fn.values()) {
      c.add(of(new Reduce(fn, List.of(0, 2), false), any(2, 3, 4)));
      c.add(of(new Reduce(fn, List.of(1), true), any(2, 3, 4)));
    }
    c.add(of(new Broadcast(Shape.of(2, 3, 4)), any(3, 1)));
    c.add(of(new Reshape(Shape.of(4, 3)), any(2, 6)));
    c.add(of(new Transpose(List.of(2, 0, 1)), any(2, 3, 4)));
    c.add(of(new Pad(List.of(1, 0), List.of(0, 2), 5), any(2, 3)));
    c.add(of(new Crop(List.of(1, 0), Shape.of(2, 2)), any(3, 3)));
    c.add(of(new Concat(1), any(2, 3), any(2, 1), any(2, 2)));
    return c;
  }

  private static List<Case> compositeCases() {
    List<Case> c = new ArrayList<>();
    for (ActivationFn fn : ActivationFn.values()) {
      c.add(of(Activation.of(fn), any(3, 5)));
      c.add(
          of(
              new ConvBiasActivation(WINDOW, 2, Activation.of(fn), true),
              any(2, 5, 4, 4),
              any(3, 2, 2, 6),
              any(6)));
    }
    c.add(
        of(
            new ConvBiasActivationConcat(
                List.of(
                    new ConvBiasActivation(WINDOW, 1, Activation.of(ActivationFn.TANH), false),
                    new ConvBiasActivation(WINDOW, 2, Activation.of(ActivationFn.SWISH), false))),
            any(1, 5, 4, 2),
            any(3, 2, 2, 3),
            any(3),
            any(1, 5, 4, 4),
            any(3, 2, 2, 6),
            any(6)));
    c.add(
        of(
            new MatMulBiasActivation(true, false, Activation.of(ActivationFn.TANH), false),
            any(4, 3),
            any(4, 2),
            any(2)));
    c.add(of(new BiasAdd(), any(2, 3, 4), any(4)));
    c.add(of(new Softmax(), any(3, 4)));
    c.add(of(new LogSoftmax(), any(3, 4)));
    c.add(firstOnly(new SoftmaxCrossEntropy(), any(3, 4), between(0, 0.5, 3, 4)));
    c.add(of(new SparseSoftmaxCrossEntropy(), any(3, 4), HostTensor.ofInts(Shape.of(3), 2, 0, 3)));
    c.add(firstOnly(new SigmoidCrossEntropy(), any(3, 4), between(0, 1, 3, 4)));
    c.add(of(new BatchNormTraining(1e-3), any(2, 3, 4), between(0.5, 2, 4), any(4)));
    c.add(
        of(
            new BatchNormActivation(1e-3, true, Activation.of(ActivationFn.TANH), true),
            any(2, 3, 4),
            between(0.5, 2, 4),
            any(4),
            any(2, 3, 4)));
    c.add(
        of(
            new BatchNormInference(1e-3),
            any(2, 3, 4),
            between(0.5, 2, 4),
            any(4),
            any(4),
            between(0.5, 2, 4)));
    c.add(of(new LocalResponseNormalization(5, 0.3, 0.75, 2), any(2, 3, 7)));
    c.add(of(new LocalResponseNormalization(3, 0.5, 0.6, 1), any(4, 2)));
    c.add(firstOnly(new Dropout(0.4, 7), any(4, 5), state()));
    return c;
  }

  @TestFactory
  Stream<DynamicTest> gradientsAgreeWithCentralDifferences() {
    return Stream.concat(coreCases().stream(), compositeCases().stream())
        .map(c -> DynamicTest.dynamicTest(c.op.toString(), () -> check(c, true)));
  }

  /** Batch norm has a gradient of its own as long as only its first result is used. */
  @Test
  void gradientsOfFirstResultsAgreeToo() {
    compositeCases().forEach(c -> check(c, false));
  }

  private void check(Case c, boolean allResults) {
    ProgramBuilder b = new ProgramBuilder();
    List<Value> in = c.inputs.stream().map(t -> b.input(t.type())).toList();
    List<Value> results = b.emit(c.op, in);
    Value loss = b.emit(new Constant(new TensorType(DType.F64, Shape.scalar()), 0));
    for (Value y : allResults ? results : results.subList(0, 1)) {
      if (y.dtype().isFloat()) {
        Value weights = b.input(y.type());
        loss = b.add(loss, b.sumAll(b.mul(y, weights)));
      }
    }
    b.output(loss);
    List<Integer> wrt = c.wrt.stream().sorted().toList();
    Autodiff.gradients(b, loss, wrt.stream().map(in::get).toList()).forEach(b::output);
    Program p = b.build();

    List<double[]> arguments = new ArrayList<>();
    c.inputs.forEach(t -> arguments.add(t.toDoubles()));
    for (Value w : p.inputs().subList(in.size(), p.inputs().size())) {
      arguments.add(between(0.3, 1.7, w.shape().toArray()).toDoubles());
    }
    List<double[]> out = oracle.evaluateArrays(p, arguments);
    Program lossOnly = DeadCode.apply(withFirstOutput(p));
    for (int i = 0; i < wrt.size(); i++) {
      double[] numeric = differences(lossOnly, arguments, wrt.get(i));
      assertClose(c.op + ", input " + wrt.get(i), out.get(1 + i), numeric);
    }
  }

  private static Program withFirstOutput(Program p) {
    return new Program(p.inputs(), p.nodes(), p.outputs().subList(0, 1), p.updatesInPlace());
  }

  private double[] differences(Program loss, List<double[]> arguments, int input) {
    double[] x = arguments.get(input);
    double[] d = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double at = x[i];
      x[i] = at + STEP;
      double above = oracle.evaluateArrays(loss, arguments).get(0)[0];
      x[i] = at - STEP;
      double below = oracle.evaluateArrays(loss, arguments).get(0)[0];
      x[i] = at;
      d[i] = (above - below) / (2 * STEP);
    }
    return d;
  }

  private static void assertClose(String what, double[] gradient, double[] numeric) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < gradient.length; i++) {
      difference = Math.hypot(difference, gradient[i] - numeric[i]);
      norm = Math.hypot(norm, gradient[i]);
    }
    double error = difference == 0 ? 0 : difference / norm;
    assertTrue(error <= TOLERANCE, what + ": relative error " + error);
  }

  @Test
  void everyCoreOpIsCheckedOrHasNoGradient() {
    Set<Class<?>> covered = new HashSet<>();
    coreCases().forEach(c -> covered.add(c.op.getClass()));
    Set<Class<?>> without =
        Set.of(
            Compare.class,
            ArgReduce.class,
            RandomBits.class,
            Constant.class,
            Iota.class,
            MaxPool2dGrad.class);
    covered.addAll(without);
    assertEquals(Set.of(CoreOp.class.getPermittedSubclasses()), covered);
  }

  @Test
  void whatHasNoGradientPassesNone() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(new TensorType(DType.F64, Shape.of(3)));
    Value larger = b.cast(b.compare(Compare.Fn.GT, x, b.scalar(x, 0)), DType.F64);
    Value place = b.cast(b.emit(new ArgReduce(ArgReduce.Fn.MAX, 0), x), DType.F64);
    Value loss = b.add(b.sumAll(larger), place);
    Autodiff.gradients(b, loss, List.of(x)).forEach(b::output);
    List<double[]> g = oracle.evaluateArrays(b.build(), List.of(new double[] {1, -2, 3}));
    assertEquals(0, IntStream.range(0, 3).mapToDouble(i -> Math.abs(g.get(0)[i])).sum());
  }

  @Test
  void secondDerivativesThroughMaxPoolingAreRefused() {
    ProgramBuilder b = new ProgramBuilder();
    Value dy = b.input(new TensorType(DType.F64, Shape.of(1, 1, 1, 1)));
    Value index = b.input(TensorType.i32(1, 1, 1, 1));
    Window w = Window.of(2, 2, Padding.VALID);
    Value loss = b.sumAll(b.emit(new MaxPool2dGrad(w, false, 2, 2), dy, index));
    assertThrows(
        UnsupportedOperationException.class, () -> Autodiff.gradients(b, loss, List.of(dy)));
  }
}
