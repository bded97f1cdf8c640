package dev.imbrex.eager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.Cast;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Window;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private final Backend backend = new InterpretedBackend();
  private final Scope scope = Scope.open(backend);

  @AfterEach
  void nothingIsLeftOpen() {
    scope.close();
    assertEquals(0, backend.openHandles());
    backend.close();
  }

  private Tensor row(float... values) {
    return scope.tensor(Shape.of(values.length), values);
  }

  private Tensor matrix(int rows, int columns, float... values) {
    return scope.tensor(Shape.of(rows, columns), values);
  }

  private static void assertValues(Tensor t, float... expected) {
    assertArrayEquals(expected, t.toArray());
  }

  @Test
  void arithmeticBroadcasts() {
    Tensor m = matrix(2, 2, 1, 2, 3, 4);
    assertValues(m.add(row(10, 20)), 11, 22, 13, 24);
    assertValues(row(10, 20).sub(m), 9, 18, 7, 16);
    assertValues(m.mul(matrix(2, 1, 2, 3)), 2, 4, 9, 12);
    assertValues(m.div(scope.full(TensorType.f32(), 2)), 0.5f, 1, 1.5f, 2);
  }

  @Test
  void matricesMultiplyTransposeAndReshape() {
    Tensor m = matrix(2, 3, 1, 2, 3, 4, 5, 6);
    assertValues(m.matMul(m.transpose(1, 0)), 14, 32, 32, 77);
    assertEquals(Shape.of(3, 2), m.reshape(3, 2).shape());
  }

  @Test
  void reductionsTakeAxesFromEitherEnd() {
    Tensor m = matrix(2, 3, 1, 5, 3, 4, 2, 6);
    assertValues(m.sum(), 21);
    assertValues(m.sum(0), 5, 7, 9);
    assertValues(m.max(-1), 5, 6);
    assertArrayEquals(new int[] {1, 2}, m.argMax(-1).toHost().toInts());
  }

  @Test
  void functionsAndActivationsApplyElementByElement() {
    assertValues(row(-1, 2).relu(), 0, 2);
    assertValues(row(-1, 2).unary(Unary.Fn.ABS), 1, 2);
    assertValues(row(3, 3).softmax(), 0.5f, 0.5f);
  }

  @Test
  void picturesAreConvolvedAndPooled() {
    Tensor x = scope.tensor(Shape.of(1, 2, 2, 1), 1, 2, 3, 4);
    Tensor f = scope.tensor(Shape.of(1, 1, 1, 2), 1, 10);
    assertValues(x.conv2d(f, 1, Padding.VALID), 1, 10, 2, 20, 3, 30, 4, 40);
    assertValues(x.maxPool(Window.of(2, 2, Padding.VALID)), 4);
    assertValues(x.avgPool(Window.of(2, 2, Padding.VALID)), 2.5f);
  }

  @Test
  void opsWithSeveralResultsComeFromTheScope() {
    Tensor x = scope.tensor(Shape.of(1, 2, 2, 1), 1, 2, 3, 4);
    MaxPool2d op = new MaxPool2d(Window.of(2, 2, Padding.VALID), false);
    List<Tensor> results = scope.apply(op, x);
    assertEquals(3, results.get(1).toHost().get(0));
    assertThrows(IllegalArgumentException.class, () -> x.apply(op));
  }

  @Test
  void tensorsOfOtherElementTypesGoInAndOut() {
    HostTensor ints = HostTensor.ofInts(Shape.of(3), 1, 0, 3);
    Tensor t = scope.tensor(ints);
    assertTrue(t.toHost().sameBits(ints));
    assertValues(t.apply(new Cast(DType.F32)), 1, 0, 3);
    assertEquals("I32[3] [1.0, 0.0, 3.0]", t.toString());
  }

  @Test
  void useAfterCloseSaysSo() {
    Tensor t = row(1, 2);
    scope.close();
    String message = assertThrows(IllegalStateException.class, t::toArray).getMessage();
    assertEquals(
        "The scope of this tensor is closed; use tensors before the end of their scope.", message);
    assertThrows(IllegalStateException.class, t::relu);
    assertThrows(IllegalStateException.class, () -> row(1));
    assertEquals("F32[2] (closed)", t.toString());
    try (Scope other = Scope.open(backend)) {
      Tensor mine = other.tensor(Shape.of(2), 1, 2);
      assertThrows(IllegalStateException.class, () -> mine.add(t));
    }
  }

  @Test
  void scopesOnOneBackendMix() {
    Tensor outer = row(1, 2);
    try (Scope inner = Scope.open(backend)) {
      Tensor sum = inner.tensor(Shape.of(2), 10, 20).add(outer);
      assertEquals(inner, sum.scope());
      assertValues(sum, 11, 22);
    }
    assertValues(outer, 1, 2);
  }

  @Test
  void tensorsOfDifferentBackendsDoNotMix() {
    Tensor mine = row(1);
    try (Backend second = new InterpretedBackend();
        Scope other = Scope.open(second)) {
      Tensor theirs = other.tensor(Shape.of(1), 1);
      assertThrows(IllegalArgumentException.class, () -> mine.add(theirs));
    }
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    Tensor a = row(1, 2);
    Tensor b = row(1, 2, 3);
    assertThrows(ShapeException.class, () -> a.add(b));
    assertThrows(ShapeException.class, () -> a.matMul(b));
    assertThrows(ShapeException.class, () -> scope.tensor(Shape.of(2), 1));
  }

  @Test
  void compiledOpsAreReusedAndTheirNumberIsBounded() {
    Tensor t = row(1, 2);
    t.relu();
    int before = backend.openHandles();
    t.relu();
    assertEquals(before + 1, backend.openHandles(), "only the new tensor");
    for (int i = 1; i <= 200; i++) {
      scope.full(TensorType.f32(1), i);
    }
    assertTrue(backend.openHandles() <= before + 1 + 200 + 128, "old executables are closed");
    assertValues(t.relu(), 1, 2);
  }
}
