package dev.imbrex.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Cast;
import dev.imbrex.op.Compare;
import dev.imbrex.op.CompositeOp;
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
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Pad;
import dev.imbrex.op.Padding;
import dev.imbrex.op.RandomBits;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Transpose;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Philox;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InterpreterTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private final Interpreter oracle = new Interpreter(Arithmetic.FLOAT64);

  private List<double[]> all(Op op, HostTensor... in) {
    return oracle.apply(
        op,
        Arrays.stream(in).map(HostTensor::type).toList(),
        Arrays.stream(in).map(HostTensor::toDoubles).toList());
  }

  private double[] one(Op op, HostTensor... in) {
    List<double[]> out = all(op, in);
    assertEquals(1, out.size());
    return out.get(0);
  }

  private static HostTensor f32(Shape shape, float... values) {
    return HostTensor.of(shape, values);
  }

  private static HostTensor row(float... values) {
    return f32(Shape.of(values.length), values);
  }

  private static HostTensor u32(int... words) {
    return HostTensor.ofInts(DType.U32, Shape.of(words.length), words);
  }

  private static HostTensor i32(int... values) {
    return HostTensor.ofInts(Shape.of(values.length), values);
  }

  /** The numbers 1, 2, 3, ... in a shape. */
  private static HostTensor counting(int... dims) {
    Shape s = Shape.of(dims);
    HostTensor t = HostTensor.zeros(new TensorType(DType.F32, s));
    IntStream.range(0, s.intSize()).forEach(i -> t.set(i, i + 1));
    return t;
  }

  private static void assertValues(double[] actual, double... expected) {
    assertArrayEquals(expected, actual);
  }

  @Test
  void everyCoreOpHasARule() {
    Set<Class<?>> known = new HashSet<>();
    new Rules().ops().forEach(known::add);
    assertEquals(Set.of(CoreOp.class.getPermittedSubclasses()), known);
  }

  @Test
  void convolutionSumsProductsOverItsWindow() {
    HostTensor x = counting(1, 3, 3, 1);
    HostTensor ones = f32(Shape.of(2, 2, 1, 1), 1, 1, 1, 1);
    assertValues(one(new Conv2d(Window.of(2, 1, Padding.VALID), 1), x, ones), 12, 16, 24, 28);
    assertValues(
        one(new Conv2d(Window.of(2, 1, Padding.SAME), 1), x, ones),
        12,
        16,
        9,
        24,
        28,
        15,
        15,
        17,
        9);
  }

  @Test
  void convolutionInGroupsKeepsGroupsApart() {
    HostTensor x = f32(Shape.of(1, 1, 1, 4), 1, 2, 3, 4);
    HostTensor f = f32(Shape.of(1, 1, 2, 4), 1, 0, 10, 100, 0, 1, 0, 0);
    assertValues(one(new Conv2d(Window.of(1, 1, Padding.VALID), 2), x, f), 1, 2, 30, 300);
  }

  @Test
  void convolutionDilatesItsKernel() {
    HostTensor x = counting(1, 3, 3, 1);
    HostTensor f = f32(Shape.of(2, 2, 1, 1), 1, 10, 100, 1000);
    Window w = Window.of(2, 1, Padding.VALID).withDilation(2, 2);
    assertValues(one(new Conv2d(w, 1), x, f), 1 + 30 + 700 + 9000);
  }

  @Test
  void gradientsOfConvolutionAreItsAdjoints() {
    Window w = new Window(3, 2, 2, 1, 1, 2, Padding.of(1, 0, 2, 1));
    HostTensor x = counting(2, 5, 4, 4);
    HostTensor f = counting(3, 2, 2, 6);
    Conv2d op = new Conv2d(w, 2);
    double[] y = one(op, x, f);
    TensorType yType = op.infer(List.of(x.type(), f.type())).get(0);
    HostTensor dy = HostTensor.zeros(yType);
    IntStream.range(0, y.length).forEach(i -> dy.set(i, i % 7 - 3));
    double[] dx = one(new Conv2dInputGrad(w, 2, 5, 4), dy, f);
    double[] df = one(new Conv2dFilterGrad(w, 2), x, dy);
    assertEquals(dot(y, dy.toDoubles()), dot(dx, x.toDoubles()));
    assertEquals(dot(y, dy.toDoubles()), dot(df, f.toDoubles()));
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  @Test
  void maxPoolingTakesTheFirstOfEqualsAndTheFirstNan() {
    HostTensor x = f32(Shape.of(1, 2, 4, 1), 5, 5, 1, (float) NAN, 5, 5, (float) NAN, 9);
    List<double[]> out = all(new MaxPool2d(Window.of(2, 2, Padding.VALID), false), x);
    assertValues(out.get(0), 5, NAN);
    assertValues(out.get(1), 0, 1);
  }

  @Test
  void paddingNeverWinsAMaximum() {
    HostTensor x = f32(Shape.of(1, 1, 1, 1), -3);
    List<double[]> out = all(new MaxPool2d(Window.of(3, 1, Padding.of(1)), false), x);
    assertValues(out.get(0), -3);
    assertValues(out.get(1), 4);
  }

  @Test
  void windowsThatSeeOnlyPaddingAreRefused() {
    Window w = Window.of(2, 1, Padding.of(1)).withDilation(2, 2);
    MaxPool2d op = new MaxPool2d(w, false);
    assertThrows(ShapeException.class, () -> op.infer(List.of(TensorType.f32(1, 1, 1, 1))));
    assertEquals(TensorType.f32(1, 2, 2, 1), op.infer(List.of(TensorType.f32(1, 2, 2, 1))).get(0));
  }

  @Test
  void maxPoolGradientAddsUpWhereWindowsOverlap() {
    HostTensor dy = f32(Shape.of(1, 1, 2, 1), 10, 1);
    HostTensor index = HostTensor.ofInts(Shape.of(1, 1, 2, 1), 1, 0);
    Window w = new Window(1, 2, 1, 1, 1, 1, Padding.VALID);
    assertValues(one(new MaxPool2dGrad(w, false, 1, 3), dy, index), 0, 11, 0);
  }

  @Test
  void averagesLeaveOutPaddingUnlessAsked() {
    HostTensor x = f32(Shape.of(1, 2, 2, 1), 1, 2, 3, 6);
    Window w = Window.of(2, 2, Padding.of(1, 0, 1, 0));
    HostTensor cut = f32(Shape.of(1, 1, 1, 1), 8);
    assertValues(one(new AvgPool2d(w, false, false), x), 1);
    assertValues(one(new AvgPool2d(w, false, true), x), 0.25);
    assertValues(one(new AvgPool2dGrad(w, false, true, 2, 2), cut), 2, 0, 0, 0);
  }

  @Test
  void partialWindowsOfCeilModeCountNothingBeyondThePadding() {
    HostTensor x = f32(Shape.of(1, 1, 3, 1), 1, 2, 3);
    Window w = new Window(1, 2, 1, 2, 1, 1, Padding.VALID);
    assertValues(one(new AvgPool2d(w, true, true), x), 1.5, 3);
    assertValues(one(new AvgPool2d(w, false, true), x), 1.5);
  }

  @Test
  void matrixProductsTransposeEitherSide() {
    HostTensor a = f32(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    HostTensor at = f32(Shape.of(3, 2), 1, 4, 2, 5, 3, 6);
    HostTensor b = f32(Shape.of(3, 1), 1, 10, 100);
    HostTensor bt = f32(Shape.of(1, 3), 1, 10, 100);
    assertValues(one(new MatMul(false, false), a, b), 321, 654);
    assertValues(one(new MatMul(true, false), at, b), 321, 654);
    assertValues(one(new MatMul(false, true), a, bt), 321, 654);
    assertValues(one(new MatMul(true, true), at, bt), 321, 654);
  }

  @Test
  void reductionsRunOverTheirAxes() {
    HostTensor x = counting(2, 2, 3);
    assertValues(
        one(new Reduce(Reduce.Fn.SUM, List.of(0, 2), false), x), 1 + 2 + 3 + 7 + 8 + 9, 48);
    assertValues(one(new Reduce(Reduce.Fn.MAX, List.of(1), true), x), 4, 5, 6, 10, 11, 12);
    assertValues(one(new Reduce(Reduce.Fn.MIN, List.of(0, 1, 2), false), x), 1);
    assertValues(one(new Reduce(Reduce.Fn.MAX, List.of(0), false), row(1, (float) NAN, 2)), NAN);
    assertValues(
        one(new Reduce(Reduce.Fn.SUM, List.of(0), false), i32(Integer.MAX_VALUE, 1)),
        Integer.MIN_VALUE);
  }

  @Test
  void argReduceTakesTheFirstExtreme() {
    HostTensor x = f32(Shape.of(2, 3), 1, 4, 4, 2, (float) NAN, 9);
    assertValues(one(new ArgReduce(ArgReduce.Fn.MAX, 1), x), 1, 1);
    assertValues(one(new ArgReduce(ArgReduce.Fn.MIN, 1), x), 0, 1);
    assertValues(one(new ArgReduce(ArgReduce.Fn.MAX, 0), x), 1, 1, 1);
  }

  @Test
  void movementPutsElementsWhereTheyBelong() {
    HostTensor x = counting(2, 3);
    assertValues(one(new Transpose(List.of(1, 0)), x), 1, 4, 2, 5, 3, 6);
    assertValues(one(new Crop(List.of(1, 1), Shape.of(1, 2)), x), 5, 6);
    assertValues(
        one(new Pad(List.of(0, 1), List.of(1, 0), 7), x), 7, 1, 2, 3, 7, 4, 5, 6, 7, 7, 7, 7);
    assertValues(one(new Concat(1), x, counting(2, 1)), 1, 2, 3, 1, 4, 5, 6, 2);
    assertValues(
        one(new Broadcast(Shape.of(2, 2, 2)), f32(Shape.of(2, 1), 1, 2)), 1, 1, 2, 2, 1, 1, 2, 2);
    assertValues(one(new Iota(TensorType.i32(2, 3), 1)), 0, 1, 2, 0, 1, 2);
  }

  @Test
  void integersWrapAndShift() {
    assertValues(one(new Binary(Binary.Fn.ADD), u32(-1), u32(2)), 1);
    assertValues(one(new Binary(Binary.Fn.MUL), u32(-1), u32(-1)), 1);
    assertValues(one(new Binary(Binary.Fn.SUB), u32(0), u32(1)), 4294967295.0);
    assertValues(one(new Binary(Binary.Fn.MAX), u32(-1), u32(1)), 4294967295.0);
    assertValues(one(new Binary(Binary.Fn.MUL), i32(1 << 30), i32(4)), 0);
    assertValues(one(new Binary(Binary.Fn.SHR), i32(-8), i32(33)), -4);
    assertValues(one(new Binary(Binary.Fn.SHR), u32(-8), u32(1)), 0x7FFFFFFCL);
    assertValues(one(new Binary(Binary.Fn.SHL), i32(1), i32(31)), Integer.MIN_VALUE);
    assertValues(one(new Unary(Unary.Fn.NEG), i32(Integer.MIN_VALUE)), Integer.MIN_VALUE);
  }

  @Test
  void conversionsSaturateAndKeepBits() {
    HostTensor x = row(-1.9f, 3e9f, 5e9f, (float) NAN, -5e9f);
    assertValues(
        one(new Cast(DType.I32), x),
        -1,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        0,
        Integer.MIN_VALUE);
    assertValues(one(new Cast(DType.U32), x), 0, 3e9, 4294967295.0, 0, 0);
    assertValues(one(new Cast(DType.BOOL), x), 1, 1, 1, 1, 1);
    assertValues(one(new Cast(DType.I32), u32(-1)), -1);
    assertValues(one(new Cast(DType.U32), i32(-1)), 4294967295.0);
    assertValues(one(new Cast(DType.F32), i32(16777217)), 16777216);
  }

  @Test
  void comparisonsWithNanAreFalseButNotEqualIsTrue() {
    HostTensor a = row((float) NAN, 1);
    HostTensor b = row((float) NAN, 1);
    assertValues(one(new Compare(Compare.Fn.EQ), a, b), 0, 1);
    assertValues(one(new Compare(Compare.Fn.NE), a, b), 1, 0);
    assertValues(one(new Compare(Compare.Fn.LE), a, b), 0, 1);
    assertValues(one(new Compare(Compare.Fn.GT), a, b), 0, 0);
    assertValues(one(new Compare(Compare.Fn.LT), u32(-1), u32(1)), 0);
  }

  @Test
  void errorFunctionIsThatOfTheTables() {
    double[] x = {0, 0.1, 0.5, 1, 2, 3, 5, 7, -1, INF};
    double[] y = one(new Unary(Unary.Fn.ERF), HostTensor.ofDoubles(Shape.of(x.length), x));
    double[] table = {
      0,
      0.1124629160182849,
      0.5204998778130465,
      0.8427007929497149,
      0.9953222650189527,
      0.9999779095030014,
      0.9999999999984626,
      1,
      -0.8427007929497149,
      1
    };
    assertArrayEquals(table, y, 2e-15);
  }

  @Test
  void randomBitsArePhiloxWords() {
    int[] words = new int[6];
    Philox.fill(words, 3, 11, 12, 13, 14);
    double[] expected = Arrays.stream(words).mapToDouble(Integer::toUnsignedLong).toArray();
    assertValues(one(new RandomBits(Shape.of(2, 3), 3), u32(11, 12, 13, 14)), expected);
  }

  @Test
  void constantsAreRoundedToTheirTypeInEveryArithmetic() {
    assertValues(one(new Constant(TensorType.f32(1), 0.1)), 0.1f);
  }

  @Test
  void arithmeticsRoundWhereTheySay() {
    float tiny = 0x1p-24f;
    HostTensor x = row(1, tiny, tiny, tiny);
    Program p = sum(4);
    assertEquals(
        1 + 3 * 0x1p-24, new Interpreter(Arithmetic.FLOAT64).evaluate(p, List.of(x)).get(0)[0]);
    assertEquals(
        1 + 0x1p-22f, new Interpreter(Arithmetic.ROUNDED).evaluate(p, List.of(x)).get(0)[0]);
    assertEquals(1, new Interpreter(Arithmetic.FLOAT32_FORWARD).evaluate(p, List.of(x)).get(0)[0]);
    assertEquals(
        1 + 0x1p-22f,
        new Interpreter(Arithmetic.FLOAT32_REVERSE).evaluate(p, List.of(x)).get(0)[0]);
    assertEquals(
        1 + 0x1p-23f,
        new Interpreter(Arithmetic.FLOAT32_PAIRWISE).evaluate(p, List.of(x)).get(0)[0]);
  }

  private static Program sum(int n) {
    ProgramBuilder b = new ProgramBuilder();
    b.output(b.sumAll(b.input(TensorType.f32(n))));
    return b.build();
  }

  /** x x + 1. */
  private record SquarePlusOne() implements CompositeOp {
    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      return inputs;
    }

    @Override
    public List<Value> decompose(OpEmitter b, List<Value> inputs) {
      return List.of(b.add(b.square(inputs.get(0)), 1));
    }
  }

  @Test
  void compositesAreRunByTheirDecomposition() {
    assertValues(one(new SquarePlusOne(), row(1, 2, 3)), 2, 5, 10);
  }

  @Test
  void inputsOfOtherTypesAreRefused() {
    ShapeException e =
        assertThrows(ShapeException.class, () -> oracle.run(sum(4), List.of(row(1, 2))));
    assertEquals("The program expects inputs [F32[4]], but got [F32[2]].", e.getMessage());
  }
}
