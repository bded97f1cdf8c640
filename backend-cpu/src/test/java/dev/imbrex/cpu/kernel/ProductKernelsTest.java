package dev.imbrex.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.cpu.CpuProvider;
import dev.imbrex.cpu.OneOp;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Products and convolutions of small integers: every sum is exact, so every bit must be right. */
class ProductKernelsTest {
  private static final int[] CHANNELS = {1, 2, 3, 4, 5, 8, 16, 17, 31, 32, 33, 48, 50};
  private final Interpreter oracle = new Interpreter(Arithmetic.ROUNDED);

  private static HostTensor integers(Random r, TensorType t) {
    HostTensor h = HostTensor.zeros(t);
    for (int i = 0; i < t.shape().intSize(); i++) {
      h.set(i, r.nextInt(9) - 4);
    }
    return h;
  }

  private void agree(Backend cpu, int seed, Op op, HostTensor... in) {
    List<HostTensor> expected = oracle.run(program(op, in), List.of(in));
    List<HostTensor> actual = OneOp.run(cpu, op, List.of(in));
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < expected.get(i).shape().intSize(); j++) {
        double e = expected.get(i).get(j);
        double a = actual.get(i).get(j);
        assertTrue(
            e == a,
            () ->
                "seed "
                    + seed
                    + " "
                    + op
                    + " "
                    + List.of(in).stream().map(HostTensor::type).toList()
                    + " expected "
                    + e
                    + " but got "
                    + a);
      }
    }
  }

  private static Program program(Op op, HostTensor... in) {
    ProgramBuilder b = new ProgramBuilder();
    b.emit(op, List.of(in).stream().map(t -> b.input(t.type())).toList()).forEach(b::output);
    return b.build();
  }

  @Test
  void everyConvolutionIsExactOnIntegers() {
    try (Backend cpu = CpuProvider.open(2)) {
      for (int seed = 0; seed < 400; seed++) {
        Random r = new Random(seed);
        int groups = r.nextInt(4) == 0 ? 1 + r.nextInt(3) : 1;
        int kh = 1 + r.nextInt(5);
        int kw = 1 + r.nextInt(5);
        Padding[] paddings = {
          Padding.VALID,
          Padding.SAME,
          Padding.of(r.nextInt(4), r.nextInt(4), r.nextInt(4), r.nextInt(4))
        };
        Window w =
            new Window(
                kh,
                kw,
                1 + r.nextInt(3),
                1 + r.nextInt(3),
                1 + r.nextInt(r.nextInt(3) + 1),
                1 + r.nextInt(r.nextInt(3) + 1),
                paddings[r.nextInt(3)]);
        int h = w.spanH() + r.nextInt(12);
        int width = w.spanW() + r.nextInt(12);
        int ic = CHANNELS[r.nextInt(CHANNELS.length)];
        int oc = CHANNELS[r.nextInt(CHANNELS.length)];
        WindowGeometry g = w.on(h, width);
        int n = 1 + r.nextInt(3);
        HostTensor x = integers(r, TensorType.f32(n, h, width, ic * groups));
        HostTensor f = integers(r, TensorType.f32(kh, kw, ic, oc * groups));
        HostTensor bias = integers(r, TensorType.f32(oc * groups));
        HostTensor dy = integers(r, TensorType.f32(n, g.outH(), g.outW(), oc * groups));
        agree(cpu, seed, new Conv2d(w, groups), x, f);
        Activation relu = Activation.of(ActivationFn.RELU);
        agree(cpu, seed, new ConvBiasActivation(w, groups, relu, seed % 2 == 0), x, f, bias);
        agree(cpu, seed, new Conv2dInputGrad(w, groups, h, width), dy, f);
        agree(cpu, seed, new Conv2dFilterGrad(w, groups), x, dy);
      }
    }
  }

  /**
   * 3x3 filters of many channels go by Winograd's transforms, whose halves are exact, too: pictures
   * of odd and even sizes, with padding of any kind, more tiles than one block has.
   */
  @Test
  void convolutionsOfManyChannelsAreExactOnIntegers() {
    try (Backend cpu = CpuProvider.open(2)) {
      for (int seed = 0; seed < 24; seed++) {
        Random r = new Random(seed);
        Padding[] paddings = {
          Padding.VALID,
          Padding.SAME,
          Padding.of(r.nextInt(3), r.nextInt(3), r.nextInt(3), r.nextInt(3))
        };
        Window w = new Window(3, 3, 1, 1, 1, 1, paddings[seed % 3]);
        int h = 3 + r.nextInt(seed == 5 ? 60 : 9);
        int width = 3 + r.nextInt(seed == 5 ? 60 : 9);
        int[] many = {32, 33, 47, 64, 100, 150, 300};
        int ic = many[r.nextInt(many.length)];
        int oc = many[r.nextInt(many.length)];
        WindowGeometry g = w.on(h, width);
        int n = 1 + r.nextInt(5);
        HostTensor x = integers(r, TensorType.f32(n, h, width, ic));
        HostTensor f = integers(r, TensorType.f32(3, 3, ic, oc));
        HostTensor bias = integers(r, TensorType.f32(oc));
        HostTensor dy = integers(r, TensorType.f32(n, g.outH(), g.outW(), oc));
        agree(cpu, seed, new Conv2d(w, 1), x, f);
        Activation relu = Activation.of(ActivationFn.RELU);
        agree(cpu, seed, new ConvBiasActivation(w, 1, relu, seed % 2 == 0), x, f, bias);
        agree(cpu, seed, new Conv2dInputGrad(w, 1, h, width), dy, f);
        agree(cpu, seed, new Conv2dFilterGrad(w, 1), x, dy);
      }
    }
  }

  @Test
  void everyMatrixProductIsExactOnIntegers() {
    try (Backend cpu = CpuProvider.open(2)) {
      for (int seed = 0; seed < 200; seed++) {
        Random r = new Random(seed);
        int m = 1 + r.nextInt(70);
        int n = 1 + r.nextInt(70);
        int k = 1 + r.nextInt(r.nextInt(10) == 0 ? 600 : 40);
        boolean ta = r.nextBoolean();
        boolean tb = r.nextBoolean();
        HostTensor a = integers(r, ta ? TensorType.f32(k, m) : TensorType.f32(m, k));
        HostTensor b = integers(r, tb ? TensorType.f32(n, k) : TensorType.f32(k, n));
        agree(cpu, seed, new MatMul(ta, tb), a, b);
        HostTensor bias = integers(r, TensorType.f32(n));
        Activation relu = Activation.of(ActivationFn.RELU);
        agree(cpu, seed, new MatMulBiasActivation(ta, tb, relu, seed % 2 == 0), a, b, bias);
      }
    }
  }
}
