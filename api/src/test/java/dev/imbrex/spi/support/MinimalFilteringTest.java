package dev.imbrex.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions that C2D-2 leaves to Winograd's algorithm, and those that it does not. */
class MinimalFilteringTest {
  private static final Window SAME = Window.of(3, 1, Padding.SAME);

  private static final Activation RELU = Activation.of(ActivationFn.RELU);

  private static TensorType f32(int... dims) {
    return TensorType.f32(dims);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3, 1, 1, 1, 1, 1, 32, 32, true",
    "3, 3, 1, 1, 1, 1, 1, 31, 32, false",
    "3, 3, 1, 1, 1, 1, 1, 32, 31, false",
    "3, 1, 1, 1, 1, 1, 1, 32, 32, false",
    "5, 5, 1, 1, 1, 1, 1, 32, 32, false",
    "3, 3, 1, 2, 1, 1, 1, 32, 32, false",
    "3, 3, 1, 1, 2, 1, 1, 32, 32, false",
    "3, 3, 1, 1, 1, 1, 2, 64, 64, false",
  })
  void windowsStridesGroupsAndChannelsDecide(
      int kh, int kw, int sh, int sw, int dh, int dw, int groups, int c, int oc, boolean allowed) {
    Window window = new Window(kh, kw, sh, sw, dh, dw, Padding.SAME);
    List<TensorType> in = List.of(f32(2, 16, 16, c), f32(kh, kw, c / groups, oc));
    Conv2d conv = new Conv2d(window, groups);
    TensorType y = conv.infer(in).get(0);
    assertEquals(allowed, MinimalFiltering.allowed(conv, in));
    Conv2dInputGrad back = new Conv2dInputGrad(window, groups, 16, 16);
    assertEquals(allowed, MinimalFiltering.allowed(back, List.of(y, in.get(1))));
    Conv2dFilterGrad filters = new Conv2dFilterGrad(window, groups);
    List<TensorType> pictures =
        List.of(f32(5, 16, 16, c), f32(5, y.shape().dim(1), y.shape().dim(2), oc));
    assertEquals(allowed, MinimalFiltering.allowed(filters, pictures));
    ConvBiasActivation fused = new ConvBiasActivation(window, groups, RELU, false);
    List<TensorType> withBias = List.of(in.get(0), in.get(1), f32(oc));
    assertEquals(allowed, MinimalFiltering.allowed(fused, withBias));
  }

  @ParameterizedTest
  @CsvSource({"2, 12, 12, true", "1, 17, 17, true", "1, 41, 7, false", "2, 13, 11, false"})
  void gradientsOfFiltersAreOfPixelsEnough(int n, int h, int w, boolean allowed) {
    Conv2dFilterGrad op = new Conv2dFilterGrad(SAME, 1);
    List<TensorType> in = List.of(f32(n, h, w, 32), f32(n, h, w, 32));
    assertEquals(allowed, MinimalFiltering.allowed(op, in));
  }

  @Test
  void oneOfSomeBranchesIsEnough() {
    ConvBiasActivation wide = new ConvBiasActivation(SAME, 1, RELU, false);
    ConvBiasActivation point =
        new ConvBiasActivation(Window.of(1, 1, Padding.SAME), 1, RELU, false);
    ConvBiasActivationConcat joined = new ConvBiasActivationConcat(List.of(point, wide));
    TensorType x = f32(1, 4, 4, 32);
    List<TensorType> first = List.of(x, f32(1, 1, 32, 32), f32(32));
    for (int channels : new int[] {31, 32}) {
      List<TensorType> in = new ArrayList<>(first);
      in.addAll(List.of(x, f32(3, 3, 32, channels), f32(channels)));
      assertEquals(channels == 32, MinimalFiltering.allowed(joined, in));
    }
  }

  @Test
  void otherOpsAreNot() {
    assertFalse(
        MinimalFiltering.allowed(new MatMul(false, false), List.of(f32(64, 64), f32(64, 64))));
  }
}
