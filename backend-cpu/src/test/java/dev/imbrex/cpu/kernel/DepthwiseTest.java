package dev.imbrex.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.cpu.CpuProvider;
import dev.imbrex.cpu.OneOp;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Rule C2D-6 where every channel has a filter of its own. */
class DepthwiseTest {
  private static final int[] CHANNELS = {2, 3, 15, 16, 17, 33, 64};
  private final Interpreter oracle = new Interpreter(Arithmetic.ROUNDED);

  /** A window, pictures, and the ops on them with their arguments. */
  private record Case(Op op, List<HostTensor> in) {
    static List<Case> of(Random r, DoubleSupplier elements) {
      Padding[] paddings = {
        Padding.VALID,
        Padding.SAME,
        Padding.of(r.nextInt(3), r.nextInt(3), r.nextInt(3), r.nextInt(3))
      };
      int kh = 1 + r.nextInt(4);
      int kw = 1 + r.nextInt(4);
      int sh = 1 + r.nextInt(3);
      int sw = 1 + r.nextInt(3);
      Window w =
          new Window(kh, kw, sh, sw, 1 + r.nextInt(2), 1 + r.nextInt(2), paddings[r.nextInt(3)]);
      int h = w.spanH() + r.nextInt(9);
      int width = w.spanW() + r.nextInt(9);
      int c = CHANNELS[r.nextInt(CHANNELS.length)];
      WindowGeometry g = w.on(h, width);
      HostTensor x = filled(TensorType.f32(3, h, width, c), elements);
      HostTensor f = filled(TensorType.f32(kh, kw, 1, c), elements);
      HostTensor bias = filled(TensorType.f32(c), elements);
      HostTensor dy = filled(TensorType.f32(3, g.outH(), g.outW(), c), elements);
      Activation relu = Activation.of(ActivationFn.RELU);
      return List.of(
          new Case(new Conv2d(w, c), List.of(x, f)),
          new Case(new ConvBiasActivation(w, c, relu, r.nextBoolean()), List.of(x, f, bias)),
          new Case(new Conv2dInputGrad(w, c, h, width), List.of(dy, f)),
          new Case(new Conv2dFilterGrad(w, c), List.of(x, dy)));
    }

    private static HostTensor filled(TensorType t, DoubleSupplier elements) {
      HostTensor h = HostTensor.zeros(t);
      for (int i = 0; i < t.shape().intSize(); i++) {
        h.set(i, elements.getAsDouble());
      }
      return h;
    }
  }

  private void agree(Backend cpu, int seed, Case c) {
    ProgramBuilder b = new ProgramBuilder();
    List<Value> in = c.in.stream().map(t -> b.input(t.type())).toList();
    b.emit(c.op, in).forEach(b::output);
    List<HostTensor> expected = oracle.run(b.build(), c.in);
    List<HostTensor> actual = OneOp.run(cpu, c.op, c.in);
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < expected.get(i).shape().intSize(); j++) {
        int at = j;
        // Adding 0 makes both zeros alike.
        double e = expected.get(i).get(j) + 0;
        assertEquals(e, actual.get(i).get(j) + 0, () -> "seed " + seed + " " + c.op + " " + at);
      }
    }
  }

  @Test
  void isExactOnIntegers() {
    try (Backend cpu = CpuProvider.open(2)) {
      for (int seed = 0; seed < 150; seed++) {
        Random r = new Random(seed);
        for (Case c : Case.of(r, () -> r.nextInt(9) - 4)) {
          agree(cpu, seed, c);
        }
      }
    }
  }

  private static String explain(Backend cpu, int groups, CompileOptions options) {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(1, 5, 5, 8));
    Value f = b.input(TensorType.f32(3, 3, 8 / groups, 8));
    b.output(b.emit(new Conv2d(Window.of(3, 1, Padding.SAME), groups), x, f));
    try (Executable e = cpu.compile(b.build(), options)) {
      return e.explain();
    }
  }

  @Test
  void hasAKernelOfItsOwn() {
    try (Backend cpu = CpuProvider.open(1)) {
      String text = explain(cpu, 8, CompileOptions.DEFAULT);
      assertTrue(text.contains("depthwise"), text);
    }
  }

  @Test
  void isAChoiceOnlyWhereEveryChannelHasItsFilter() {
    CompileOptions product = CompileOptions.DEFAULT.withImplementation("product");
    CompileOptions depthwise = CompileOptions.DEFAULT.withImplementation("depthwise");
    try (Backend cpu = CpuProvider.open(1)) {
      String text = explain(cpu, 8, product);
      assertTrue(text.contains("sliding product"), text);
      text = explain(cpu, 4, depthwise);
      assertTrue(text.contains("sliding product"), text);
      for (Case c : Case.of(new Random(1), () -> 0)) {
        List<TensorType> types = c.in.stream().map(HostTensor::type).toList();
        assertEquals(
            List.of("depthwise", "product"), cpu.implementations(c.op, types), c.op::toString);
      }
    }
  }
}
