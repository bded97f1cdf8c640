package dev.imbrex.reference;

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
import dev.imbrex.op.Pad;
import dev.imbrex.op.RandomBits;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Select;
import dev.imbrex.op.Transpose;
import dev.imbrex.op.Unary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table of all core ops: which function computes each. */
final class Rules {

  /** Computes the results of an op. */
  @FunctionalInterface
  interface Rule<O extends CoreOp> {
    List<double[]> apply(O op, Call call);
  }

  /** Computes the one result of an op. */
  @FunctionalInterface
  private interface Single<O extends CoreOp> {
    double[] apply(O op, Call call);
  }

  private final Map<Class<? extends CoreOp>, Rule<?>> table = new HashMap<>();

  Rules() {
    single(Conv2d.class, Convolution::forward);
    single(Conv2dInputGrad.class, Convolution::inputGradient);
    single(Conv2dFilterGrad.class, Convolution::filterGradient);
    table.put(MaxPool2d.class, (Rule<MaxPool2d>) Pooling::max);
    single(MaxPool2dGrad.class, Pooling::maxGradient);
    single(AvgPool2d.class, Pooling::average);
    single(AvgPool2dGrad.class, Pooling::averageGradient);
    single(MatMul.class, Reductions::matrixProduct);
    single(Reduce.class, Reductions::reduce);
    single(ArgReduce.class, Reductions::argReduce);
    single(Unary.class, Elementwise::unary);
    single(Binary.class, Elementwise::binary);
    single(Compare.class, Elementwise::compare);
    single(Select.class, Elementwise::select);
    single(Cast.class, Elementwise::cast);
    single(Broadcast.class, Movement::broadcast);
    single(Reshape.class, Movement::reshape);
    single(Transpose.class, Movement::transpose);
    single(Pad.class, Movement::pad);
    single(Crop.class, Movement::crop);
    single(Concat.class, Movement::concat);
    single(Constant.class, Sources::constant);
    single(Iota.class, Sources::iota);
    single(RandomBits.class, Sources::randomBits);
  }

  private <O extends CoreOp> void single(Class<O> op, Single<O> rule) {
    table.put(op, (Rule<O>) (o, call) -> List.of(rule.apply(o, call)));
  }

  /** Returns the ops in the table. */
  Iterable<Class<? extends CoreOp>> ops() {
    return table.keySet();
  }

  /** Computes the results of an op, not yet rounded as its arithmetic wants. */
  @SuppressWarnings("unchecked") // the table holds a Rule<O> for the class of O
  <O extends CoreOp> List<double[]> apply(O op, Call call) {
    Rule<O> rule = (Rule<O>) table.get(op.getClass());
    if (rule == null) {
      throw new IllegalStateException(
          "The reference has no rule for the core op " + op.name() + ".");
    }
    return rule.apply(op, call);
  }
}
