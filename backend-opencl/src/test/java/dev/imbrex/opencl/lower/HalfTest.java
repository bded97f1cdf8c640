package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.support.HostRun;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where somebody asks for it, factors are rounded to 16 bits, and nothing else is. */
class HalfTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  @AfterEach
  void askNoLonger() {
    System.clearProperty(MatrixEngines.PRECISION);
  }

  private Backend open() {
    System.setProperty(MatrixEngines.PRECISION, "float16");
    return device.open();
  }

  private static TensorType f32(int... dims) {
    return TensorType.f32(dims);
  }

  static Stream<Arguments> ops() {
    Window strided = new Window(3, 3, 2, 2, 1, 1, Padding.SAME);
    Window dilated = new Window(3, 2, 1, 1, 2, 1, Padding.of(1, 0, 2, 1));
    Activation leaky = Activation.of(ActivationFn.LEAKY_RELU);
    return Stream.of(
        Arguments.of(new MatMul(false, false), List.of(f32(33, 47), f32(47, 39))),
        Arguments.of(new MatMul(true, true), List.of(f32(47, 33), f32(39, 47))),
        Arguments.of(new Conv2d(dilated, 1), List.of(f32(2, 9, 8, 5), f32(3, 2, 5, 18))),
        Arguments.of(
            new ConvBiasActivation(strided, 2, leaky, true),
            List.of(f32(2, 9, 8, 8), f32(3, 3, 4, 6), f32(6))),
        Arguments.of(
            new Conv2dInputGrad(strided, 1, 9, 8), List.of(f32(2, 5, 4, 12), f32(3, 3, 4, 12))),
        Arguments.of(new Conv2dFilterGrad(strided, 1), List.of(f32(3, 9, 8, 8), f32(3, 5, 4, 12))));
  }

  /** Normal numbers, of very different sizes. */
  private static HostTensor numbers(Random random, TensorType type) {
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().intSize(); i++) {
      t.set(i, (float) Math.scalb(random.nextGaussian(), random.nextInt(12) - 9));
    }
    return t;
  }

  /** Rounds to 11 bits, the nearest or else the even, or to a multiple of 2^-24. */
  private static HostTensor rounded(HostTensor from) {
    HostTensor t = HostTensor.zeros(from.type());
    for (int i = 0; i < from.type().shape().intSize(); i++) {
      double x = from.get(i);
      double unit = Math.max(0x1p-24, Math.scalb(1.0, Math.getExponent(x) - 10));
      t.set(i, Math.rint(x / unit) * unit);
    }
    return t;
  }

  private static HostTensor run(Backend backend, Op op, List<HostTensor> in, String way) {
    return HostRun.run(backend, program(op, in), in, CompileOptions.DEFAULT.withImplementation(way))
        .get(0);
  }

  private static Program program(Op op, List<HostTensor> in) {
    ProgramBuilder b = new ProgramBuilder();
    b.emit(op, in.stream().map(t -> b.input(t.type())).toList()).forEach(b::output);
    return b.build();
  }

  @ParameterizedTest
  @MethodSource("ops")
  void factorsAreRoundedAndSumsAreNot(Op op, List<TensorType> types) {
    Backend backend = open();
    assertEquals("float16", backend.implementations(op, types).get(0));
    Random random = new Random(1);
    List<HostTensor> in = types.stream().map(t -> numbers(random, t)).toList();
    List<HostTensor> halves =
        Stream.concat(in.stream().limit(2).map(HalfTest::rounded), in.stream().skip(2)).toList();
    HostTensor made = run(backend, op, in, "float16-16x16x16-2x2");
    assertTrue(run(backend, op, halves, "local-16x16x16-2x2").sameBits(made));
    assertFalse(run(backend, op, in, "local-16x16x16-2x2").sameBits(made), "nothing was rounded");
    try (var usual = backend.compile(program(op, in), CompileOptions.DEFAULT)) {
      assertTrue(usual.explain().contains("gemm_local float16"), usual.explain());
    }
  }

  @Test
  void whatIsTooLargeIsInfinite() {
    HostTensor in = HostTensor.zeros(f32(1, 1));
    in.set(0, 65536);
    HostTensor one = HostTensor.of(in.type().shape(), 1f);
    HostTensor made = run(open(), new MatMul(false, false), List.of(in, one), "float16");
    assertEquals(Double.POSITIVE_INFINITY, made.get(0));
  }

  @ParameterizedTest
  @MethodSource("ops")
  void nothingIsRoundedUnasked(Op op, List<TensorType> types) {
    Backend backend = device.open();
    assertFalse(backend.implementations(op, types).contains("float16"));
    Random random = new Random(2);
    List<HostTensor> in = types.stream().map(t -> numbers(random, t)).toList();
    HostTensor usual = HostRun.run(backend, program(op, in), in, CompileOptions.DEFAULT).get(0);
    assertTrue(usual.sameBits(run(backend, op, in, "float16-16x16x16-2x2")));
  }
}
