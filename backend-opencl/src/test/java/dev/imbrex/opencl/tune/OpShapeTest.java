package dev.imbrex.opencl.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpShapeTest {
  private static final Activation LEAKY = new Activation(ActivationFn.LEAKY_RELU, 0.1);

  private static TensorType f(int... dims) {
    return TensorType.f32(dims);
  }

  /** One of each kind, with awkward attributes. */
  static Stream<OpShape> shapes() {
    Window same = Window.of(5, 1, Padding.SAME);
    Window strided = new Window(3, 2, 2, 3, 1, 2, Padding.of(1, 2, 0, 1));
    return Stream.of(
        new OpShape(new Conv2d(same, 1), List.of(f(64, 28, 28, 1), f(5, 5, 1, 6))),
        new OpShape(new Conv2d(strided, 2), List.of(f(7, 30, 31, 4), f(3, 2, 2, 6))),
        new OpShape(
            new ConvBiasActivation(Window.of(3, 1, Padding.VALID), 1, LEAKY, true),
            List.of(f(4, 90, 90, 64), f(3, 3, 64, 128), f(128))),
        new OpShape(
            new Conv2dInputGrad(same, 1, 28, 28), List.of(f(3, 28, 28, 16), f(5, 5, 3, 16))),
        new OpShape(
            new Conv2dInputGrad(strided, 1, 30, 31), List.of(f(2, 16, 10, 6), f(3, 2, 4, 6))),
        new OpShape(new Conv2dFilterGrad(same, 1), List.of(f(9, 28, 28, 3), f(9, 28, 28, 16))),
        new OpShape(new MatMul(false, true), List.of(f(64, 10), f(4096, 10))),
        new OpShape(new MatMul(true, false), List.of(f(64, 4096), f(64, 1000))),
        new OpShape(new MatMul(true, true), List.of(f(64, 30), f(20, 64))),
        new OpShape(
            new MatMulBiasActivation(false, false, Activation.of(ActivationFn.SWISH), false),
            List.of(f(64, 400), f(400, 120), f(120))));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aTextGivesTheShapeBack(OpShape s) {
    assertEquals(s, OpShape.parse(s.text()));
  }

  @Test
  void aTextIsReadable() {
    assertEquals(
        "Conv2d kernel=5x5 stride=1x1 dilation=1x1 padding=same groups=1 of 64x28x28x1 5x5x1x6",
        shapes().findFirst().orElseThrow().text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Conv2d",
        "Conv2d of 1x2x3x4 1x1x4x1",
        "MatMul transposed=none of 2x3 4x5",
        "MatMul transposed=none of 2x-3 -3x5",
        "MatMul transposed=none of 2x99999999999 3x4",
        "Unary fn=NEG of 2x3",
        "java.lang.Runtime transposed=none of 2x3 3x4",
        "Conv2d kernel=1x1 stride=0x1 dilation=1x1 padding=same groups=1 of 1x2x3x4 1x1x4x1",
        "Conv2d kernel=1x1 stride=1x1 dilation=1x1 padding=1x2 groups=1 of 1x2x3x4 1x1x4x1"
      })
  void aTextThatIsNoneIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> OpShape.parse(text));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void anotherBatchChangesNothingElse(OpShape s) {
    OpShape other = s.withBatch(17);
    assertEquals(17, other.batch());
    assertEquals(s, other.withBatch(s.batch()));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theOraclesVersionIsSmallAndOfTheSameKind(OpShape s) {
    OpShape small = SmallShape.forOracle(s);
    assertTrue(small.work().flops() <= 3e7, small::text);
    assertTrue(small.work().flops() <= s.work().flops(), small::text);
    assertEquals(s.op().getClass(), small.op().getClass());
    assertEquals(s.inputs().size(), small.inputs().size());
  }

  @Test
  void whatIsTooLargeIsMeasuredWithFewerPictures() {
    OpShape s = new OpShape(new MatMul(false, false), List.of(f(64, 1000), f(1000, 10)));
    assertEquals(s, SmallShape.within(s, s.bytes()));
    assertEquals(16, SmallShape.within(s, s.bytes() / 2).batch());
    assertEquals(1, SmallShape.within(s, 4).batch());
  }

  @Test
  void onlyProductsInFloat32HaveSomethingToTune() {
    assertEquals(List.of(), OpShape.within(new Unary(Unary.Fn.NEG), List.of(f(2))));
    TensorType d = new TensorType(DType.F64, f(2, 2).shape());
    assertEquals(List.of(), OpShape.within(new MatMul(false, false), List.of(d, d)));
    List<TensorType> in = List.of(f(2, 2), f(2, 2));
    assertEquals(
        List.of(new OpShape(new MatMul(false, false), in)),
        OpShape.within(new MatMul(false, false), in));
  }
}
