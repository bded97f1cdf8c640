package dev.imbrex.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkTest {
  private static final Window WINDOW = Window.of(3, 2, Padding.VALID);
  private static final TensorType X = TensorType.f32(2, 7, 9, 6);
  private static final TensorType FILTER = TensorType.f32(3, 3, 3, 8);
  private static final TensorType Y = TensorType.f32(2, 3, 4, 8);

  /** 2 pictures of 3x4 pixels with 8 channels, each a sum of 3x3 taps of 3 channels. */
  private static final double CONVOLUTION = 2.0 * (2 * 3 * 4 * 8) * (3 * 3 * 3);

  private static Work of(Op op, TensorType... in) {
    return Work.of(op, List.of(in), op.infer(List.of(in)));
  }

  @Test
  void aConvolutionAndItsGradientsDoTheSameWork() {
    assertEquals(CONVOLUTION, of(new Conv2d(WINDOW, 2), X, FILTER).flops());
    assertEquals(CONVOLUTION, of(new Conv2dInputGrad(WINDOW, 2, 7, 9), Y, FILTER).flops());
    assertEquals(CONVOLUTION, of(new Conv2dFilterGrad(WINDOW, 2), X, Y).flops());
    Activation relu = Activation.of(ActivationFn.RELU);
    Op fused = new ConvBiasActivation(WINDOW, 2, relu, true);
    assertEquals(CONVOLUTION, of(fused, X, FILTER, TensorType.f32(8)).flops());
  }

  @Test
  void aProductHasATermPerElementOfTheInnerDimension() {
    double flops = 2.0 * 5 * 7 * 3;
    TensorType b = TensorType.f32(3, 7);
    assertEquals(flops, of(new MatMul(false, false), TensorType.f32(5, 3), b).flops());
    assertEquals(flops, of(new MatMul(true, false), TensorType.f32(3, 5), b).flops());
    Activation tanh = Activation.of(ActivationFn.TANH);
    assertEquals(
        flops,
        of(
                new MatMulBiasActivation(false, true, tanh, false),
                TensorType.f32(5, 3),
                TensorType.f32(7, 3),
                TensorType.f32(7))
            .flops());
  }

  @Test
  void everythingIsMovedOnce() {
    assertEquals(
        X.bytes() + FILTER.bytes() + Y.bytes(), of(new Conv2d(WINDOW, 2), X, FILTER).bytes());
    Work negation = of(new Unary(Unary.Fn.NEG), TensorType.f32(10));
    assertEquals(new Work(0, 80), negation);
    assertEquals(new Work(0, 80), Work.ofCopy(40));
  }
}
