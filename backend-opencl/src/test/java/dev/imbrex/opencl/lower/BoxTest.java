package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.op.Pad;
import dev.imbrex.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Boxes and borders have as few axes as possible. */
class BoxTest {

  private static void assertBox(int[] extents, int[] to, int[] from, Box b) {
    assertArrayEquals(extents, b.extents());
    assertArrayEquals(to, b.to());
    assertArrayEquals(from, b.from());
  }

  @Test
  void aCopyIsOneAxis() {
    Shape s = Shape.of(2, 3, 1, 4);
    assertBox(new int[] {24}, new int[] {1}, new int[] {1}, Box.whole(s, s.strides()));
  }

  @Test
  void aScalarHasAnAxisOfOneElement() {
    assertBox(new int[] {1}, new int[] {1}, new int[] {1}, Box.whole(Shape.scalar(), new long[0]));
  }

  @Test
  void axesThatMoveTogetherStayTogether() {
    // [2, 3, 4, 5] to [4, 5, 2, 3]
    Box b = Box.whole(Shape.of(4, 5, 2, 3), new long[] {5, 1, 60, 20});
    assertBox(new int[] {6, 20}, new int[] {1, 6}, new int[] {20, 1}, b);
    assertEquals(1, b.run());
  }

  @Test
  void repeatedAxesJoin() {
    // [5] to [2, 3, 5]
    Box b = Box.whole(Shape.of(2, 3, 5), new long[] {0, 0, 1});
    assertBox(new int[] {5, 6}, new int[] {1, 5}, new int[] {1, 0}, b);
    assertEquals(5, b.run());
  }

  @Test
  void anOuterAxisOfOneElementDoesNotKeepOthersApart() {
    Box b = Box.of(new int[] {2, 1, 3}, new long[] {3, 99, 1}, new long[] {3, 7, 1});
    assertBox(new int[] {6}, new int[] {1}, new int[] {1}, b);
  }

  @Test
  void vectorsAreElementsOfAxisZero() {
    Box b = Box.of(new int[] {3, 8}, new long[] {20, 1}, new long[] {8, 1}).inVectors(4);
    assertBox(new int[] {2, 3}, new int[] {4, 20}, new int[] {4, 8}, b);
    assertEquals(6, b.size());
  }

  @Test
  void aBorderTakesTheAxesInsideAlong() {
    Pad op = new Pad(List.of(0, 1, 2, 0), List.of(0, 1, 0, 0), 0);
    Border b = Border.of(op, Shape.of(2, 5, 6, 4), Shape.of(2, 7, 8, 4));
    assertArrayEquals(new int[] {32, 7, 2}, b.extents());
    assertArrayEquals(new int[] {8, 1, 0}, b.before());
    assertArrayEquals(new int[] {24, 5, 2}, b.inside());
    assertArrayEquals(new int[] {1, 24, 120}, b.strides());
  }

  @Test
  void noBorderIsOneAxis() {
    Pad op = new Pad(List.of(0, 0), List.of(0, 0), 0);
    Border b = Border.of(op, Shape.of(3, 4), Shape.of(3, 4));
    assertArrayEquals(new int[] {12}, b.extents());
    assertArrayEquals(new int[] {12}, b.inside());
  }
}
