package dev.imbrex.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HostTensorTest {

  @Test
  void elementsKeepTheirTypeAndOrder() {
    HostTensor t = HostTensor.of(Shape.of(2, 2), 1, 2, 3, 4.5f);
    assertEquals(TensorType.f32(2, 2), t.type());
    assertArrayEquals(new float[] {1, 2, 3, 4.5f}, t.toFloats());
    HostTensor u = HostTensor.ofInts(DType.U32, Shape.of(1), -1);
    assertEquals(4294967295.0, u.get(0));
    u.set(0, 4294967294.0);
    assertArrayEquals(new int[] {-2}, u.toInts());
    HostTensor b = HostTensor.zeros(new TensorType(DType.BOOL, Shape.of(2)));
    b.set(1, 7);
    assertArrayEquals(new double[] {0, 1}, b.toDoubles());
    assertEquals(0.1, HostTensor.ofDoubles(Shape.scalar(), 0.1).get(0));
  }

  @Test
  void copiesShareNothingAndReshapesShareAll() {
    HostTensor t = HostTensor.of(Shape.of(4), 1, 2, 3, 4);
    HostTensor copy = t.copy();
    t.reshape(Shape.of(2, 2)).set(3, 9);
    assertEquals(9, t.get(3));
    assertEquals(4, copy.get(3));
    assertFalse(t.sameBits(copy));
    copy.set(3, 9);
    assertTrue(t.sameBits(copy));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(ShapeException.class, () -> HostTensor.of(Shape.of(3), 1, 2));
    assertThrows(ShapeException.class, () -> HostTensor.zeros(TensorType.f32(1 << 15, 1 << 15)));
    assertThrows(ShapeException.class, () -> HostTensor.ofInts(Shape.of(1), 1).toFloats());
    assertThrows(
        ShapeException.class, () -> HostTensor.wrap(TensorType.f32(2), ByteBuffer.allocate(4)));
    assertThrows(ShapeException.class, () -> HostTensor.ofInts(DType.F32, Shape.of(1), 1));
  }
}
