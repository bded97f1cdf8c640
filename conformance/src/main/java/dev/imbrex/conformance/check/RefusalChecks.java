package dev.imbrex.conformance.check;

import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Compare;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Constant;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
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
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.LocalResponseNormalization;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Support;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.function.Supplier;

/** Inputs that make no sense: {@code infer} and {@code supports} both refuse them (GEN-1). */
final class RefusalChecks {
  private static final Window W = Window.of(3, 1, Padding.VALID);
  private static final TensorType X = f(1, 5, 5, 2);

  private RefusalChecks() {}

  /** An op with inputs that do not fit; making the op may be what fails. */
  private record Wrong(String rule, String what, Supplier<Op> op, List<TensorType> types) {}

  private static TensorType f(int... dims) {
    return TensorType.f32(dims);
  }

  private static Wrong wrong(String rule, String what, Supplier<Op> op, TensorType... types) {
    return new Wrong(rule, what, op, List.of(types));
  }

  static List<Check> all() {
    return List.of(
        new Check(
            Part.SUPPORT,
            "inputs that make no sense are refused",
            cases().stream().map(Wrong::rule).distinct().toList(),
            true,
            RefusalChecks::run));
  }

  private static void run(Bench bench, Tally tally) {
    Backend backend = bench.shared();
    for (Wrong w : cases()) {
      Refusals.require(ShapeException.class, w.rule, w.what, () -> w.op.get().infer(w.types));
      Refusals.require(
          ShapeException.class,
          w.rule,
          "a question for the support of " + w.what,
          () -> backend.supports(w.op.get(), w.types));
      tally.count(Support.NATIVE);
    }
  }

  private static List<Wrong> cases() {
    Op conv = new Conv2d(W, 1);
    TensorType i = TensorType.i32(1, 5, 5, 2);
    TensorType truth = new TensorType(DType.BOOL, Shape.of(4));
    return List.of(
        wrong("C2D-7", "a picture of rank 3", () -> conv, f(5, 5, 2), f(3, 3, 2, 4)),
        wrong("C2D-7", "channels that differ", () -> conv, X, f(3, 3, 3, 4)),
        wrong("C2D-7", "a filter of other size", () -> conv, X, f(2, 3, 2, 4)),
        wrong("C2D-7", "a picture of integers", () -> conv, i, f(3, 3, 2, 4)),
        wrong("C2D-7", "groups that do not divide", () -> new Conv2d(W, 2), X, f(3, 3, 1, 3)),
        wrong("C2D-7", "one input", () -> conv, X),
        wrong(
            "WIN-6", "a window larger than the picture", () -> conv, f(1, 2, 5, 2), f(3, 3, 2, 4)),
        wrong("WIN-6", "a stride of 0", () -> new Conv2d(Window.of(3, 0, Padding.SAME), 1), X, X),
        wrong("WIN-6", "groups of 0", () -> new Conv2d(W, 0), X, f(3, 3, 2, 4)),
        wrong("WIN-4", "padding of -1", () -> new Conv2d(Window.of(3, 1, Padding.of(-1)), 1), X, X),
        wrong("C2I-4", "dy too large", () -> new Conv2dInputGrad(W, 1, 5, 5), X, f(3, 3, 2, 2)),
        wrong("C2F-3", "dy too large", () -> new Conv2dFilterGrad(W, 1), X, X),
        wrong(
            "C2F-3",
            "groups that do not divide",
            () -> new Conv2dFilterGrad(W, 3),
            X,
            f(1, 3, 3, 2)),
        wrong("MXP-6", "integers", () -> new MaxPool2d(W, false), i),
        wrong(
            "WIN-7", "wide padding", () -> new MaxPool2d(Window.of(2, 2, Padding.of(2)), false), X),
        wrong(
            "MXG-4",
            "shapes that differ",
            () -> new MaxPool2dGrad(W, false, 5, 5),
            f(1, 3, 3, 2),
            i),
        wrong("AVP-4", "a row", () -> new AvgPool2d(W, false, false), f(5)),
        wrong("AVG-2", "dy too large", () -> new AvgPool2dGrad(W, false, false, 5, 5), X),
        wrong(
            "MM-2", "inner extents that differ", () -> new MatMul(false, false), f(2, 3), f(2, 3)),
        wrong("MM-2", "rank 3", () -> new MatMul(false, false), f(1, 2, 3), f(3, 2)),
        wrong("UN-7", "the exponential of integers", () -> new Unary(Unary.Fn.EXP), i),
        wrong("UN-7", "the negation of truth", () -> new Unary(Unary.Fn.NEG), truth),
        wrong("BIN-7", "shapes that differ", () -> new Binary(Binary.Fn.ADD), f(2), f(1)),
        wrong("BIN-7", "a quotient of integers", () -> new Binary(Binary.Fn.DIV), i, i),
        wrong("CMP-4", "an order of truth", () -> new Compare(Compare.Fn.LT), truth, truth),
        wrong("SEL-2", "a condition of numbers", Select::new, f(4), f(4), f(4)),
        wrong("RED-4", "an axis beyond", () -> new Reduce(Reduce.Fn.SUM, List.of(1), false), f(4)),
        wrong(
            "RED-4", "axes upside down", () -> new Reduce(Reduce.Fn.SUM, List.of(1, 0), false), X),
        wrong("RED-4", "truth", () -> new Reduce(Reduce.Fn.MAX, List.of(0), false), truth),
        wrong("ARG-3", "an axis beyond", () -> new ArgReduce(ArgReduce.Fn.MAX, 4), X),
        wrong("BC-2", "an extent of 2 to 4", () -> new Broadcast(Shape.of(4)), f(2)),
        wrong("BC-2", "a lower rank", () -> new Broadcast(Shape.of(4)), f(1, 4)),
        wrong("RSH-2", "another size", () -> new Reshape(Shape.of(3)), f(4)),
        wrong("TR-2", "no permutation", () -> new Transpose(List.of(0, 0)), f(2, 2)),
        wrong("PAD-2", "another number of axes", () -> new Pad(List.of(1), List.of(1), 0), X),
        wrong("PAD-2", "negative padding", () -> new Pad(List.of(-1), List.of(1), 0), f(4)),
        wrong("CRP-2", "a box that leaves", () -> new Crop(List.of(2), Shape.of(3)), f(4)),
        wrong("CAT-2", "no input", () -> new Concat(0)),
        wrong("CAT-2", "types that differ", () -> new Concat(0), f(4), truth),
        wrong("CON-2", "half an integer", () -> new Constant(TensorType.i32(), 0.5)),
        wrong("IOT-2", "an axis beyond", () -> new Iota(f(4), 1)),
        wrong("RND-3", "a state of floats", () -> new RandomBits(Shape.of(4), 0), f(4)),
        wrong("ACT-3", "alpha 0", () -> new Activation(ActivationFn.ELU, 0), X),
        wrong("LRN-4", "an even size", () -> new LocalResponseNormalization(4, 1, 0.75, 1), X),
        wrong("LRN-4", "k of 0", () -> new LocalResponseNormalization(5, 1, 0.75, 0), X),
        wrong("COM-3", "another number of biases", BiasAdd::new, X, f(3)),
        wrong("COM-3", "softmax of a scalar", Softmax::new, f()),
        wrong("COM-3", "labels of floats", SparseSoftmaxCrossEntropy::new, f(4, 3), f(4)));
  }
}
