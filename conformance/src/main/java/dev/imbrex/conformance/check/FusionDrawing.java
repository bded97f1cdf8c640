package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.Draw;
import dev.imbrex.conformance.cases.Fill;
import dev.imbrex.conformance.cases.Fills;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a convolution or a matrix product and what a backend may be tempted to fuse behind it:
 * bias, activation, a residual; and whatever makes that wrong: values that others need too, a bias
 * that is used twice, the same op in another order.
 */
final class FusionDrawing {
  private final Draw d;
  private final boolean exact;
  private final ProgramBuilder b = new ProgramBuilder();
  private final List<Fill> fills = new ArrayList<>();
  private final List<Value> kept = new ArrayList<>();

  FusionDrawing(Draw d, boolean exact) {
    this.d = d;
    this.exact = exact;
  }

  /** Returns how the inputs are made. */
  List<Fill> fills() {
    return fills;
  }

  private Value input(int... shape) {
    fills.add(exact ? Fills.integers(3) : Fills.reals());
    return b.input(TensorType.f32(shape));
  }

  /** Draws the program. */
  Program draw() {
    Value v = d.maybe() ? convolution() : matrixProduct();
    Value bias = input(v.shape().dim(-1));
    if (!d.onceIn(3)) {
      maybeKeep(v, 8);
      v = b.emit(new BiasAdd(), v, bias);
      maybeKeep(v, 4);
      v = b.emit(Activation.of(activation()), v);
    }
    for (int i = d.upTo(4); i > 0; i--) {
      maybeKeep(v, 3);
      v = follow(v, bias);
    }
    b.output(v);
    kept.forEach(b::output);
    return b.build();
  }

  /** Makes v an output once in so many times. */
  private void maybeKeep(Value v, int times) {
    if (d.onceIn(times)) {
      kept.add(v);
    }
  }

  private Value convolution() {
    int k = d.pick(1, 2, 3, 5);
    int groups = d.pick(1, 1, 2, 3);
    int in = groups * d.pick(1, 2, 3, 5, 9);
    boolean depthwise = d.onceIn(4);
    int out = depthwise ? in : groups * d.pick(1, 2, 4, 8, 11);
    int g = depthwise ? in : groups;
    Value x = input(d.pick(1, 2, 3), d.pick(5, 6, 9), d.pick(5, 7, 8), in);
    Value f = input(k, k, in / g, out);
    Padding padding = d.pick(List.of(Padding.VALID, Padding.SAME, Padding.of(1, 0, 2, 1)));
    return b.emit(new Conv2d(Window.of(k, d.pick(1, 1, 2, 3), padding), g), x, f);
  }

  private Value matrixProduct() {
    int m = d.pick(1, 2, 5, 8, 17);
    int k = d.pick(1, 3, 8, 33);
    int n = d.pick(1, 3, 4, 16, 17, 31);
    boolean ta = d.maybe();
    boolean tb = d.maybe();
    Value a = ta ? input(k, m) : input(m, k);
    return b.matMul(a, tb ? input(n, k) : input(k, n), ta, tb);
  }

  private Value follow(Value v, Value bias) {
    return switch (d.upTo(5)) {
      case 0 -> b.emit(new BiasAdd(), v, bias);
      case 1 -> b.emit(Activation.of(activation()), v);
      case 2 -> b.add(v, input(v.shape().toArray()));
      case 3 -> kept.isEmpty() ? b.neg(v) : b.sub(v, kept.get(kept.size() - 1));
      default -> b.mul(v, 2);
    };
  }

  private ActivationFn activation() {
    return exact
        ? d.pick(List.of(ActivationFn.RELU, ActivationFn.RELU, ActivationFn.IDENTITY))
        : d.pick(List.of(ActivationFn.values()));
  }
}
