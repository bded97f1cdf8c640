package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Takes ops one by one and gives the values that they compute. The one method to implement is
 * {@link #emit}; the others are shorthands for core ops.
 */
public interface OpEmitter {

  /**
   * Emits an op.
   *
   * @return its results
   * @throws dev.imbrex.tensor.ShapeException if the inputs do not fit
   */
  List<Value> emit(Op op, List<Value> inputs);

  /** Emits an op with one result. */
  default Value emit(Op op, Value... inputs) {
    List<Value> out = emit(op, List.of(inputs));
    if (out.size() != 1) {
      throw new IllegalArgumentException(op + " has " + out.size() + " results, not one.");
    }
    return out.get(0);
  }

  /** Emits a function of each element. */
  default Value unary(Unary.Fn fn, Value x) {
    return emit(new Unary(fn), x);
  }

  /** Emits a function of pairs; both are broadcast to their common shape by NumPy's rule first. */
  default Value binary(Binary.Fn fn, Value a, Value b) {
    Shape s = commonShape(a.shape(), b.shape());
    return emit(new Binary(fn), broadcast(a, s), broadcast(b, s));
  }

  /** Emits a comparison of pairs; both are broadcast to their common shape first. */
  default Value compare(Compare.Fn fn, Value a, Value b) {
    Shape s = commonShape(a.shape(), b.shape());
    return emit(new Compare(fn), broadcast(a, s), broadcast(b, s));
  }

  /** Emits a + b. */
  default Value add(Value a, Value b) {
    return binary(Binary.Fn.ADD, a, b);
  }

  /** Emits a - b. */
  default Value sub(Value a, Value b) {
    return binary(Binary.Fn.SUB, a, b);
  }

  /** Emits a b, element by element. */
  default Value mul(Value a, Value b) {
    return binary(Binary.Fn.MUL, a, b);
  }

  /** Emits a / b. */
  default Value div(Value a, Value b) {
    return binary(Binary.Fn.DIV, a, b);
  }

  /** Emits the greater of a and b. */
  default Value max(Value a, Value b) {
    return binary(Binary.Fn.MAX, a, b);
  }

  /** Emits the lesser of a and b. */
  default Value min(Value a, Value b) {
    return binary(Binary.Fn.MIN, a, b);
  }

  /** Emits -x. */
  default Value neg(Value x) {
    return unary(Unary.Fn.NEG, x);
  }

  /** Emits x x. */
  default Value square(Value x) {
    return mul(x, x);
  }

  /** Emits a scalar constant of the same element type as another value, for use with it. */
  default Value scalar(Value like, double value) {
    return emit(new Constant(new TensorType(like.dtype(), Shape.scalar()), value));
  }

  /** Emits x + c. */
  default Value add(Value x, double c) {
    return add(x, scalar(x, c));
  }

  /** Emits c x. */
  default Value mul(Value x, double c) {
    return mul(x, scalar(x, c));
  }

  /** Emits c - x. */
  default Value rsub(double c, Value x) {
    return sub(scalar(x, c), x);
  }

  /** Emits a where the condition holds, else b; all are broadcast to their common shape first. */
  default Value select(Value condition, Value a, Value b) {
    Shape s = commonShape(condition.shape(), commonShape(a.shape(), b.shape()));
    return emit(new Select(), broadcast(condition, s), broadcast(a, s), broadcast(b, s));
  }

  /** Emits a conversion, or nothing if the type is that already. */
  default Value cast(Value x, DType to) {
    return x.dtype() == to ? x : emit(new Cast(to), x);
  }

  /** Emits a broadcast, or nothing if the shape is that already. */
  default Value broadcast(Value x, Shape target) {
    return x.shape().equals(target) ? x : emit(new Broadcast(target), x);
  }

  /** Emits a reshape, or nothing if the shape is that already. */
  default Value reshape(Value x, Shape target) {
    return x.shape().equals(target) ? x : emit(new Reshape(target), x);
  }

  /** Emits a permutation of the axes. */
  default Value transpose(Value x, Integer... permutation) {
    return emit(new Transpose(List.of(permutation)), x);
  }

  /** Emits a reduction over axes; negative axes count from the end. */
  default Value reduce(Reduce.Fn fn, Value x, boolean keepDims, int... axes) {
    List<Integer> a = Arrays.stream(axes).map(x.shape()::axis).sorted().boxed().toList();
    return a.isEmpty() ? x : emit(new Reduce(fn, a, keepDims), x);
  }

  /** Emits the sum over axes. */
  default Value sum(Value x, boolean keepDims, int... axes) {
    return reduce(Reduce.Fn.SUM, x, keepDims, axes);
  }

  /** Emits the sum of all elements: a scalar. */
  default Value sumAll(Value x) {
    return sum(x, false, IntStream.range(0, x.shape().rank()).toArray());
  }

  /** Emits the mean over axes: the sum times 1 / n. */
  default Value mean(Value x, boolean keepDims, int... axes) {
    long n = 1;
    for (int a : axes) {
      n *= x.shape().dim(a);
    }
    return mul(sum(x, keepDims, axes), 1.0 / n);
  }

  /** Emits a matrix product. */
  default Value matMul(Value a, Value b, boolean transposeA, boolean transposeB) {
    return emit(new MatMul(transposeA, transposeB), a, b);
  }

  /** Emits the sum over whatever a broadcast from {@code shape} to x's shape has repeated. */
  default Value unbroadcast(Value x, Shape shape) {
    int lead = x.shape().rank() - shape.rank();
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < x.shape().rank(); i++) {
      if (i < lead || (shape.dim(i - lead) == 1 && x.shape().dim(i) != 1)) {
        axes.add(i);
      }
    }
    Value s = axes.isEmpty() ? x : emit(new Reduce(Reduce.Fn.SUM, axes, false), x);
    return reshape(s, shape);
  }

  /**
   * Returns the shape to which both broadcast by NumPy's rule.
   *
   * @throws dev.imbrex.tensor.ShapeException if there is none
   */
  static Shape commonShape(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] d = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int x = i <= a.rank() ? a.dim(-i) : 1;
      int y = i <= b.rank() ? b.dim(-i) : 1;
      Check.attribute(
          x == y || x == 1 || y == 1,
          "Broadcast",
          "the shapes " + a + " and " + b + " do not broadcast to a common one");
      d[rank - i] = Math.max(x, y);
    }
    return Shape.of(d);
  }
}
