package dev.imbrex.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.cpu.CpuProvider;
import dev.imbrex.cpu.OneOp;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules C2D-2, C2I-1 and C2F-1: padding adds nothing, not even where it meets NaN or Inf. */
class PaddingTest {
  private static final double[] NOT_FINITE = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };
  private final Interpreter oracle = new Interpreter(Arithmetic.ROUNDED);

  /** Small integers, some of which are not finite. */
  private static HostTensor sometimesNotFinite(Random r, TensorType t) {
    HostTensor h = integers(r, t);
    for (int i = 0; i < 3; i++) {
      h.set(r.nextInt(t.shape().intSize()), NOT_FINITE[r.nextInt(NOT_FINITE.length)]);
    }
    return h;
  }

  private static HostTensor integers(Random r, TensorType t) {
    HostTensor h = HostTensor.zeros(t);
    for (int i = 0; i < t.shape().intSize(); i++) {
      h.set(i, r.nextInt(9) - 4);
    }
    return h;
  }

  private void agree(Backend cpu, int seed, Op op, HostTensor... in) {
    ProgramBuilder b = new ProgramBuilder();
    b.emit(op, List.of(in).stream().map(t -> b.input(t.type())).toList()).forEach(b::output);
    HostTensor expected = oracle.run(b.build(), List.of(in)).get(0);
    HostTensor actual = OneOp.run(cpu, op, List.of(in)).get(0);
    for (int i = 0; i < expected.shape().intSize(); i++) {
      int at = i;
      // Adding 0 makes both zeros alike; assertEquals takes every NaN for the same.
      assertEquals(
          expected.get(i) + 0, actual.get(i) + 0, () -> "seed " + seed + " " + op + " at " + at);
    }
  }

  @Test
  void paddingNeverMeetsNanOrInf() {
    try (Backend cpu = CpuProvider.open(2)) {
      for (int seed = 0; seed < 200; seed++) {
        Random r = new Random(seed);
        int groups = 1 + r.nextInt(2);
        Padding padding =
            r.nextBoolean()
                ? Padding.SAME
                : Padding.of(r.nextInt(3), r.nextInt(3), r.nextInt(3), r.nextInt(3));
        int kh = 1 + r.nextInt(4);
        int kw = 1 + r.nextInt(4);
        int sh = 1 + r.nextInt(3);
        int sw = 1 + r.nextInt(3);
        Window w = new Window(kh, kw, sh, sw, 1 + r.nextInt(2), 1 + r.nextInt(2), padding);
        int h = w.spanH() + r.nextInt(6);
        int width = w.spanW() + r.nextInt(6);
        WindowGeometry g = w.on(h, width);
        int ic = 1 + r.nextInt(6);
        int oc = 1 + r.nextInt(20);
        TensorType x = TensorType.f32(2, h, width, ic * groups);
        TensorType f = TensorType.f32(kh, kw, ic, oc * groups);
        TensorType dy = TensorType.f32(2, g.outH(), g.outW(), oc * groups);
        HostTensor broken = sometimesNotFinite(r, f);
        agree(cpu, seed, new Conv2d(w, groups), integers(r, x), broken);
        agree(cpu, seed, new Conv2dInputGrad(w, groups, h, width), integers(r, dy), broken);
        HostTensor brokenDy = sometimesNotFinite(r, dy);
        agree(cpu, seed, new Conv2dFilterGrad(w, groups), integers(r, x), brokenDy);
      }
    }
  }
}
