package dev.imbrex.backend;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.program.Autodiff;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.support.HostRun;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small convolution with bias and ReLU, forward and backward, on small integers, for which every
 * backend must give exactly what the oracle gives.
 */
final class SelfTest {
  private static final List<String> RESULTS =
      List.of(
          "a convolution", "its input's gradient", "its filter's gradient", "its bias's gradient");

  private SelfTest() {}

  /** Returns what is wrong with a backend; empty if it passes. */
  static Optional<String> run(Backend backend) {
    Program program = program();
    List<HostTensor> inputs = inputs(program.inputTypes());
    List<HostTensor> expected = new Interpreter(Arithmetic.ROUNDED).run(program, inputs);
    List<HostTensor> actual = HostRun.run(backend, program, inputs, CompileOptions.DEFAULT);
    for (int o = 0; o < RESULTS.size(); o++) {
      for (int i = 0; i < expected.get(o).shape().intSize(); i++) {
        double e = expected.get(o).get(i);
        double a = actual.get(o).get(i);
        if (a != e) {
          return Optional.of(
              String.format("Element %d of %s is %s, but must be %s.", i, RESULTS.get(o), a, e));
        }
      }
    }
    return Optional.empty();
  }

  private static Program program() {
    ProgramBuilder b = new ProgramBuilder();
    b.source("self-test");
    Value x = b.input(TensorType.f32(2, 9, 7, 3));
    Value f = b.input(TensorType.f32(3, 3, 3, 5));
    Value bias = b.input(TensorType.f32(5));
    Value z =
        b.emit(new BiasAdd(), b.emit(new Conv2d(Window.of(3, 2, Padding.SAME), 1), x, f), bias);
    Value y = b.emit(Activation.of(ActivationFn.RELU), z);
    Value weights = b.input(y.type());
    Value loss = b.sumAll(b.mul(y, weights));
    b.output(y);
    Autodiff.gradients(b, loss, List.of(x, f, bias)).forEach(b::output);
    return b.build();
  }

  private static List<HostTensor> inputs(List<TensorType> types) {
    List<HostTensor> inputs = new ArrayList<>();
    int state = 1;
    for (TensorType type : types) {
      HostTensor t = HostTensor.zeros(type);
      for (int i = 0; i < type.shape().intSize(); i++) {
        state = state * 1103515245 + 12345;
        t.set(i, (state >>> 16) % 7 - 3);
      }
      inputs.add(t);
    }
    return inputs;
  }
}
