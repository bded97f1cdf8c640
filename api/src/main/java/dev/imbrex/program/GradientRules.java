package dev.imbrex.program;

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
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Pad;
import dev.imbrex.op.RandomBits;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Select;
import dev.imbrex.op.Transpose;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of every core op, one rule each, written in ops.
 *
 * <p>A rule gets the op, its inputs x, its results y and the gradient g with respect to its first
 * result, and gives the gradient with respect to each input, null where there is none.
 */
final class GradientRules {
  private GradientRules() {}

  /** Everything that a rule sees. */
  record Node<T>(OpEmitter b, T op, List<Value> x, List<Value> y, Value g) {
    Value x(int i) {
      return x.get(i);
    }

    Value first() {
      return y.get(0);
    }
  }

  /** Gives the gradient with respect to each input. */
  interface Rule<T> {
    @Nullable Value[] apply(Node<T> n);
  }

  /** Returns the table of all rules. */
  static Map<Class<? extends CoreOp>, Rule<?>> table() {
    Map<Class<? extends CoreOp>, Rule<?>> t = new HashMap<>();
    rule(t, Conv2d.class, GradientRules::conv2d);
    rule(t, Conv2dInputGrad.class, GradientRules::conv2dInputGrad);
    rule(t, Conv2dFilterGrad.class, GradientRules::conv2dFilterGrad);
    rule(t, MaxPool2d.class, GradientRules::maxPool2d);
    rule(t, MaxPool2dGrad.class, GradientRules::secondOrder);
    rule(t, AvgPool2d.class, GradientRules::avgPool2d);
    rule(t, AvgPool2dGrad.class, GradientRules::avgPool2dGrad);
    rule(t, MatMul.class, GradientRules::matMul);
    rule(t, Unary.class, n -> of(unary(n)));
    rule(t, Binary.class, GradientRules::binary);
    rule(t, Select.class, GradientRules::select);
    rule(t, Cast.class, GradientRules::cast);
    rule(t, Reduce.class, n -> of(reduce(n)));
    rule(t, Broadcast.class, n -> of(n.b.unbroadcast(n.g, n.x(0).shape())));
    rule(t, Reshape.class, n -> of(n.b.reshape(n.g, n.x(0).shape())));
    rule(t, Transpose.class, GradientRules::transpose);
    rule(t, Pad.class, n -> of(n.b.emit(new Crop(n.op.before(), n.x(0).shape()), n.g)));
    rule(t, Crop.class, GradientRules::crop);
    rule(t, Concat.class, GradientRules::concat);
    rule(t, Compare.class, n -> of(null, null));
    rule(t, ArgReduce.class, n -> of((@Nullable Value) null));
    rule(t, RandomBits.class, n -> of((@Nullable Value) null));
    rule(t, Constant.class, n -> of());
    rule(t, Iota.class, n -> of());
    return Collections.unmodifiableMap(t);
  }

  private static <T extends CoreOp> void rule(
      Map<Class<? extends CoreOp>, Rule<?>> t, Class<T> op, Rule<T> rule) {
    t.put(op, rule);
  }

  private static @Nullable Value[] of(@Nullable Value... gradients) {
    return gradients;
  }

  private static @Nullable Value[] conv2d(Node<Conv2d> n) {
    Shape x = n.x(0).shape();
    Conv2dInputGrad dx = new Conv2dInputGrad(n.op.window(), n.op.groups(), x.dim(1), x.dim(2));
    Conv2dFilterGrad df = new Conv2dFilterGrad(n.op.window(), n.op.groups());
    return of(n.b.emit(dx, n.g, n.x(1)), n.b.emit(df, n.x(0), n.g));
  }

  private static @Nullable Value[] conv2dInputGrad(Node<Conv2dInputGrad> n) {
    Conv2d conv = new Conv2d(n.op.window(), n.op.groups());
    Conv2dFilterGrad df = new Conv2dFilterGrad(n.op.window(), n.op.groups());
    return of(n.b.emit(conv, n.g, n.x(1)), n.b.emit(df, n.g, n.x(0)));
  }

  private static @Nullable Value[] conv2dFilterGrad(Node<Conv2dFilterGrad> n) {
    Shape x = n.x(0).shape();
    Conv2dInputGrad dx = new Conv2dInputGrad(n.op.window(), n.op.groups(), x.dim(1), x.dim(2));
    Conv2d conv = new Conv2d(n.op.window(), n.op.groups());
    return of(n.b.emit(dx, n.x(1), n.g), n.b.emit(conv, n.x(0), n.g));
  }

  private static @Nullable Value[] maxPool2d(Node<MaxPool2d> n) {
    Shape x = n.x(0).shape();
    MaxPool2dGrad dx = new MaxPool2dGrad(n.op.window(), n.op.ceil(), x.dim(1), x.dim(2));
    return of(n.b.emit(dx, n.g, n.y.get(1)));
  }

  private static @Nullable Value[] secondOrder(Node<MaxPool2dGrad> n) {
    throw new UnsupportedOperationException(
        "The gradient of a gradient through max pooling is not available; use average pooling.");
  }

  private static @Nullable Value[] avgPool2d(Node<AvgPool2d> n) {
    Shape x = n.x(0).shape();
    return of(
        n.b.emit(
            new AvgPool2dGrad(n.op.window(), n.op.ceil(), n.op.countPadding(), x.dim(1), x.dim(2)),
            n.g));
  }

  private static @Nullable Value[] avgPool2dGrad(Node<AvgPool2dGrad> n) {
    return of(n.b.emit(new AvgPool2d(n.op.window(), n.op.ceil(), n.op.countPadding()), n.g));
  }

  private static @Nullable Value[] matMul(Node<MatMul> n) {
    boolean ta = n.op.transposeA();
    boolean tb = n.op.transposeB();
    Value a = n.x(0);
    Value b = n.x(1);
    return of(
        ta ? n.b.matMul(b, n.g, tb, true) : n.b.matMul(n.g, b, false, !tb),
        tb ? n.b.matMul(n.g, a, true, ta) : n.b.matMul(a, n.g, !ta, false));
  }

  private static @Nullable Value unary(Node<Unary> n) {
    OpEmitter b = n.b;
    Value x = n.x(0);
    Value y = n.first();
    Value g = n.g;
    switch (n.op.fn()) {
      case NEG:
        return b.neg(g);
      case ABS:
        return b.mul(g, b.unary(Unary.Fn.SIGN, x));
      case EXP:
        return b.mul(g, y);
      case EXPM1:
        return b.mul(g, b.add(y, 1));
      case LOG:
        return b.div(g, x);
      case LOG1P:
        return b.div(g, b.add(x, 1));
      case SQRT:
        return b.div(b.mul(g, 0.5), y);
      case RSQRT:
        return b.mul(b.mul(g, -0.5), b.mul(y, b.square(y)));
      case RECIPROCAL:
        return b.neg(b.mul(g, b.square(y)));
      case TANH:
        return b.mul(g, b.rsub(1, b.square(y)));
      case SIGMOID:
        return b.mul(g, b.mul(y, b.rsub(1, y)));
      case ERF:
        Value density = b.unary(Unary.Fn.EXP, b.neg(b.square(x)));
        return b.mul(g, b.mul(density, 2 / StrictMath.sqrt(Math.PI)));
      case SIGN:
      case FLOOR:
      case CEIL:
      case NOT:
        return null;
    }
    throw new AssertionError(n.op);
  }

  private static @Nullable Value[] binary(Node<Binary> n) {
    OpEmitter b = n.b;
    Value x = n.x(0);
    Value z = n.x(1);
    Value g = n.g;
    switch (n.op.fn()) {
      case ADD:
        return of(g, g);
      case SUB:
        return of(g, b.neg(g));
      case MUL:
        return of(b.mul(g, z), b.mul(g, x));
      case DIV:
        return of(b.div(g, z), b.neg(b.div(b.mul(g, n.first()), z)));
      case MAX:
        return winner(n, Compare.Fn.GE);
      case MIN:
        return winner(n, Compare.Fn.LE);
      case POW:
        Value dx = b.mul(g, b.mul(z, b.binary(Binary.Fn.POW, x, b.add(z, -1))));
        Value positive = b.compare(Compare.Fn.GT, x, b.scalar(x, 0));
        Value log = b.select(positive, b.unary(Unary.Fn.LOG, x), b.scalar(x, 0));
        return of(dx, b.mul(g, b.mul(n.first(), log)));
      default:
        return of(null, null);
    }
  }

  /** Of two equal elements the first gets the gradient. */
  private static @Nullable Value[] winner(Node<Binary> n, Compare.Fn firstWins) {
    Value zero = n.b.scalar(n.g, 0);
    Value first = n.b.compare(firstWins, n.x(0), n.x(1));
    return of(n.b.select(first, n.g, zero), n.b.select(first, zero, n.g));
  }

  private static @Nullable Value[] select(Node<Select> n) {
    Value zero = n.b.scalar(n.g, 0);
    return of(null, n.b.select(n.x(0), n.g, zero), n.b.select(n.x(0), zero, n.g));
  }

  private static @Nullable Value[] cast(Node<Cast> n) {
    DType from = n.x(0).dtype();
    return of(from.isFloat() && n.op.to().isFloat() ? n.b.cast(n.g, from) : null);
  }

  /** A sum passes the gradient to all; an extreme to the elements equal to it, in equal shares. */
  private static Value reduce(Node<Reduce> n) {
    OpEmitter b = n.b;
    Value x = n.x(0);
    Shape kept = x.shape();
    for (int axis : n.op.axes()) {
      kept = kept.with(axis, 1);
    }
    Value g = b.broadcast(b.reshape(n.g, kept), x.shape());
    if (n.op.fn() == Reduce.Fn.SUM) {
      return g;
    }
    Value hit = b.compare(Compare.Fn.EQ, x, b.reshape(n.first(), kept));
    Value share = b.cast(hit, x.dtype());
    int[] axes = n.op.axes().stream().mapToInt(Integer::intValue).toArray();
    return b.div(b.mul(g, share), b.sum(share, true, axes));
  }

  private static @Nullable Value[] transpose(Node<Transpose> n) {
    List<Integer> p = n.op.permutation();
    Integer[] inverse = new Integer[p.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[p.get(i)] = i;
    }
    return of(n.b.transpose(n.g, inverse));
  }

  private static @Nullable Value[] crop(Node<Crop> n) {
    Shape in = n.x(0).shape();
    List<Integer> after = new ArrayList<>();
    for (int i = 0; i < in.rank(); i++) {
      after.add(in.dim(i) - n.op.start().get(i) - n.op.size().dim(i));
    }
    return of(n.b.emit(new Pad(n.op.start(), after, 0), n.g));
  }

  private static @Nullable Value[] concat(Node<Concat> n) {
    @Nullable Value[] out = new Value[n.x.size()];
    List<Integer> start = new ArrayList<>(Collections.nCopies(n.g.shape().rank(), 0));
    for (int i = 0; i < out.length; i++) {
      Shape s = n.x(i).shape();
      out[i] = n.b.emit(new Crop(start, s), n.g);
      start.set(n.op.axis(), start.get(n.op.axis()) + s.dim(n.op.axis()));
    }
    return out;
  }

  /** Applies the rule of an op; empty gradients where there is none. */
  @SuppressWarnings("unchecked")
  static List<Optional<Value>> apply(
      Rule<?> rule, OpEmitter b, CoreOp op, List<Value> x, List<Value> y, Value g) {
    @Nullable Value[] grads = ((Rule<CoreOp>) rule).apply(new Node<>(b, op, x, y, g));
    List<Optional<Value>> out = new ArrayList<>();
    for (@Nullable Value v : grads) {
      out.add(Optional.ofNullable(v));
    }
    return out;
  }
}
