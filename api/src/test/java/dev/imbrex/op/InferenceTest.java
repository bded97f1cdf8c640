package dev.imbrex.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.composite.Dropout;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InferenceTest {
  private static final TensorType F = TensorType.f32(2, 3);

  private static void refused(Op op, String expected, TensorType... in) {
    ShapeException e =
        assertThrows(ShapeException.class, () -> op.infer(List.of(in)), op::toString);
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertTrue(e.getMessage().contains(op.name()), e.getMessage());
  }

  @Test
  void convolutionShapesFollowTheWindow() {
    Conv2d c = new Conv2d(Window.of(5, 1, Padding.of(2)), 1);
    TensorType x = TensorType.f32(7, 32, 32, 3);
    assertEquals(
        List.of(TensorType.f32(7, 32, 32, 10)), c.infer(List.of(x, TensorType.f32(5, 5, 3, 10))));
    refused(c, "4 input channels", x, TensorType.f32(5, 5, 4, 10));
    refused(c, "filter of 5x5", x, TensorType.f32(3, 3, 3, 10));
    refused(c, "[N, H, W, C]", TensorType.f32(32, 32, 3), TensorType.f32(5, 5, 3, 10));
    refused(c, "2 inputs", x);
    refused(c, "one floating-point type", x, TensorType.i32(5, 5, 3, 10));
    refused(new Conv2d(c.window(), 3), "divisible", x, TensorType.f32(5, 5, 1, 10));
  }

  @Test
  void gradientsExpectTheShapesOfTheirConvolution() {
    Window w = Window.of(3, 2, Padding.VALID);
    TensorType filter = TensorType.f32(3, 3, 2, 4);
    TensorType dy = TensorType.f32(5, 3, 3, 4);
    assertEquals(
        List.of(TensorType.f32(5, 8, 7, 2)),
        new Conv2dInputGrad(w, 1, 8, 7).infer(List.of(dy, filter)));
    refused(new Conv2dInputGrad(w, 1, 9, 7), "[N, 4, 3, 4]", dy, filter);
    assertEquals(
        List.of(filter), new Conv2dFilterGrad(w, 1).infer(List.of(TensorType.f32(5, 8, 7, 2), dy)));
    refused(new Conv2dFilterGrad(w, 1), "[5, 4, 3, OC]", TensorType.f32(5, 9, 7, 2), dy);
  }

  @Test
  void eachOpRefusesWhatItsRulesExclude() {
    refused(new MatMul(false, false), "inner dimensions", F, F);
    refused(new Binary(Binary.Fn.ADD), "one type and shape", F, TensorType.f32(3, 2));
    refused(new Binary(Binary.Fn.AND), "element type", F, F);
    refused(new Unary(Unary.Fn.NOT), "element type", F);
    refused(new Compare(Compare.Fn.LT), "truth", bool(), bool());
    refused(new Select(), "condition", bool(), F, TensorType.i32(2, 3));
    refused(new Reduce(Reduce.Fn.SUM, List.of(2), false), "existing axes", F);
    refused(new ArgReduce(ArgReduce.Fn.MAX, 2), "existing axis", F);
    refused(new Broadcast(Shape.of(3, 3)), "extents", F);
    refused(new Reshape(Shape.of(5)), "as many elements", F);
    refused(new Transpose(List.of(0)), "as many axes", F);
    refused(new Pad(List.of(1), List.of(1), 0), "every axis", F);
    refused(new Crop(List.of(1, 1), Shape.of(1, 3)), "inside", F);
    refused(new Concat(0), "differ along axis", F, TensorType.f32(2, 4));
    refused(new Concat(0), "at least one");
    refused(new RandomBits(Shape.of(3), 0), "U32[4]", TensorType.u32(2));
    refused(new Dropout(0.5, 0), "U32[4]", F, TensorType.u32(2));
    refused(new SparseSoftmaxCrossEntropy(), "one label per row", F, TensorType.i32(3));
  }

  private static TensorType bool() {
    return new TensorType(DType.BOOL, Shape.of(2, 3));
  }

  @Test
  void attributesThatMakeNoSenseAreRefusedAtOnce() {
    assertThrows(ShapeException.class, () -> new Reduce(Reduce.Fn.SUM, List.of(1, 0), false));
    assertThrows(ShapeException.class, () -> new Transpose(List.of(0, 0)));
    assertThrows(ShapeException.class, () -> new Constant(TensorType.i32(), 0.5));
    assertThrows(ShapeException.class, () -> new Constant(TensorType.u32(), -1));
    assertThrows(ShapeException.class, () -> new Dropout(1, 0));
    assertThrows(ShapeException.class, () -> Shape.of(2, 0));
    assertThrows(ShapeException.class, () -> Shape.of(1 << 30, 1 << 30, 1 << 30));
  }

  @Test
  void opsAreEqualByValue() {
    assertEquals(
        new Reduce(Reduce.Fn.SUM, List.of(0, 1), true),
        new Reduce(Reduce.Fn.SUM, new ArrayList<>(List.of(0, 1)), true));
    assertEquals(
        new Constant(TensorType.f32(3), Double.NaN), new Constant(TensorType.f32(3), Double.NaN));
  }
}
