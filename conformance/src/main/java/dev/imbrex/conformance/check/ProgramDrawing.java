package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.Draw;
import dev.imbrex.conformance.cases.Fill;
import dev.imbrex.conformance.cases.Fills;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Crop;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Op;
import dev.imbrex.op.Pad;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.program.Autodiff;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a chain of ops on a picture, as networks have them, with parameters that are updated in
 * place at its end.
 */
final class ProgramDrawing {
  /** Values of exact programs stay below this, so that sums of them are exact in float32. */
  private static final double LIMIT = 0x1p20;

  private final Draw d;
  private final boolean exact;
  private final ProgramBuilder b = new ProgramBuilder();
  private final List<Fill> fills = new ArrayList<>();
  private final List<Value> parameters = new ArrayList<>();
  private final List<Value> earlier = new ArrayList<>();
  private Value v;
  private double bound;

  ProgramDrawing(Draw d, boolean exact) {
    this.d = d;
    this.exact = exact;
    this.bound = 4;
    this.v =
        input(
            TensorType.f32(d.pick(1, 2, 3), d.pick(4, 5, 7, 8), d.pick(4, 6, 9), d.pick(1, 3, 4)),
            exact ? Fills.integers(4) : Fills.reals());
  }

  private Value input(TensorType t, Fill fill) {
    fills.add(fill);
    return b.input(t);
  }

  private Value parameter(TensorType t) {
    Value p = input(t, exact ? Fills.integers(2) : Fills.between(-0.5, 0.5));
    parameters.add(p);
    return p;
  }

  /** Returns how the inputs are made. */
  List<Fill> fills() {
    return fills;
  }

  /** Draws the program. */
  Program draw() {
    int steps = 1 + d.upTo(7);
    for (int i = 0; i < steps; i++) {
      earlier.add(v);
      step();
    }
    if (exact) {
      finishExactly();
    } else {
      finishWithLoss();
    }
    return b.build();
  }

  private void step() {
    switch (d.upTo(exact ? 8 : 10)) {
      case 0 -> activation();
      case 1 -> convolution();
      case 2 -> bias();
      case 3 -> pool();
      case 4 -> v = b.emit(new Pad(List.of(0, 1, 0, 0), List.of(0, 0, 2, 0), 0), v);
      case 5 -> crop();
      case 6 -> v = b.unary(Unary.Fn.NEG, v);
      case 7 -> join();
      case 8 -> batchNorm();
      default -> v = b.emit(Activation.of(d.pick(List.of(ActivationFn.values()))), v);
    }
  }

  private int channels() {
    return v.shape().dim(3);
  }

  private void activation() {
    v = b.emit(new Activation(exact || d.maybe() ? ActivationFn.RELU : ActivationFn.TANH, 1), v);
  }

  private void convolution() {
    int k = d.pick(1, 2, 3);
    int out = d.pick(1, 3, 4, 8);
    double grown = bound * 2 * k * k * channels();
    if (exact && grown > LIMIT) {
      return;
    }
    bound = grown;
    Value f = parameter(TensorType.f32(k, k, channels(), out));
    Op op = new Conv2d(Window.of(k, d.pick(1, 1, 2), Padding.SAME), 1);
    v = b.emit(op, v, f);
  }

  private void bias() {
    bound += 2;
    v = b.emit(new BiasAdd(), v, parameter(TensorType.f32(channels())));
  }

  private void pool() {
    if (v.shape().dim(1) >= 2 && v.shape().dim(2) >= 2) {
      v = b.emit(new MaxPool2d(Window.of(2, 2, Padding.VALID), d.maybe()), List.of(v)).get(0);
    }
  }

  private void crop() {
    if (v.shape().dim(1) >= 2) {
      Shape size = v.shape().with(1, v.shape().dim(1) - 1);
      v = b.emit(new Crop(List.of(0, d.upTo(2), 0, 0), size), v);
    }
  }

  /** Adds or concatenates what came earlier, as residual and inception blocks do. */
  private void join() {
    for (Value e : earlier) {
      boolean fits =
          e.shape().size(0, 3) == v.shape().size(0, 3)
              && e.shape().dim(1) == v.shape().dim(1)
              && channels() + e.shape().dim(3) <= 24;
      if (fits && e.shape().equals(v.shape()) && d.maybe()) {
        bound *= 2;
        v = b.add(v, e);
        return;
      } else if (fits) {
        v = b.emit(new Concat(3), v, e);
        return;
      }
    }
  }

  private void batchNorm() {
    TensorType c = TensorType.f32(channels());
    Value gamma = input(c, Fills.between(0.5, 2));
    v = b.emit(new BatchNormTraining(1e-3), List.of(v, gamma, parameter(c))).get(0);
  }

  /** The last values, one of them twice, and every parameter negated in its place. */
  private void finishExactly() {
    b.output(v);
    if (d.maybe()) {
      b.output(earlier.get(earlier.size() - 1));
    }
    for (Value p : parameters) {
      b.update(p, b.mul(p, d.pick(-1, 2, 1)));
    }
  }

  /** A loss and one step down its gradient, in place. */
  private void finishWithLoss() {
    int n = v.shape().dim(0);
    int features = (int) v.shape().size(1, 4);
    int classes = d.pick(2, 3, 10);
    Value w = parameter(TensorType.f32(features, classes));
    Value logits = b.matMul(b.reshape(v, Shape.of(n, features)), w, false, false);
    Value labels = input(TensorType.i32(n), Fills.labels(classes));
    Value loss = b.mean(b.emit(new SparseSoftmaxCrossEntropy(), logits, labels), false, 0);
    b.output(loss);
    List<Value> gradients = Autodiff.gradients(b, loss, parameters);
    for (int i = 0; i < parameters.size(); i++) {
      Value p = parameters.get(i);
      b.update(p, b.sub(p, b.mul(gradients.get(i), 0.125)));
    }
  }
}
