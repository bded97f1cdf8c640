package dev.imbrex.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.tensor.ShapeException;
import org.junit.jupiter.api.Test;

class WindowTest {

  @Test
  void outputSizeIsFloorOfRoomOverStridePlusOne() {
    WindowGeometry g = Window.of(3, 1, Padding.of(1)).on(4, 4);
    assertEquals(4, g.outH());
    g = Window.of(5, 2, Padding.of(2)).on(28, 32);
    assertEquals(14, g.outH());
    assertEquals(16, g.outW());
    assertEquals(2, Window.of(6, 4, Padding.VALID).on(11, 11).outH());
    assertEquals(2, Window.of(3, 3, Padding.VALID).on(7, 7).outH());
  }

  @Test
  void samePaddingPutsTheOddPixelBehind() {
    WindowGeometry g = Window.of(6, 4, Padding.SAME).on(11, 11);
    assertEquals(new WindowGeometry(11, 11, 3, 3, 1, 2, 1, 2), g);
    g = Window.of(3, 1, Padding.SAME).withDilation(2, 1).on(9, 9);
    assertEquals(new WindowGeometry(9, 9, 9, 9, 2, 2, 1, 1), g);
    g = Window.of(1, 3, Padding.SAME).on(7, 8);
    assertEquals(new WindowGeometry(7, 8, 3, 3, 0, 0, 0, 0), g);
  }

  @Test
  void ceilModeDropsAWindowThatStartsInTheFinalPadding() {
    assertEquals(4, Window.of(3, 2, Padding.VALID).on(8, 8, true).outH());
    assertEquals(3, Window.of(3, 2, Padding.VALID).on(8, 8, false).outH());
    assertEquals(2, Window.of(2, 2, Padding.of(1)).on(3, 3, false).outH());
    assertEquals(2, Window.of(2, 2, Padding.of(1)).on(2, 2, true).outH());
    assertEquals(1, Window.of(2, 3, Padding.of(1)).on(2, 2, true).outH());
  }

  @Test
  void whoWantsNoPixelLeftOutIsToldWhatIsLeft() {
    Window w = Window.of(3, 3, Padding.VALID);
    ShapeException e = assertThrows(ShapeException.class, () -> w.exactlyOn(7, 7));
    assertTrue(e.getMessage().contains("1 rows and 1 columns are left over"), e.getMessage());
    assertEquals(2, w.exactlyOn(6, 6).outH());
  }

  @Test
  void aWindowLargerThanThePictureIsRefused() {
    ShapeException e =
        assertThrows(ShapeException.class, () -> Window.of(5, 1, Padding.of(1)).on(2, 9));
    assertTrue(e.getMessage().contains("height 2 padded by 1 and 1"), e.getMessage());
    assertThrows(
        ShapeException.class, () -> Window.of(3, 1, Padding.VALID).withDilation(4, 1).on(8, 8));
  }

  @Test
  void attributesBelowTheirLeastAreRefused() {
    assertThrows(ShapeException.class, () -> Window.of(0, 1, Padding.VALID));
    assertThrows(ShapeException.class, () -> Window.of(1, 0, Padding.VALID));
    assertThrows(ShapeException.class, () -> Window.of(1, 1, Padding.VALID).withDilation(1, 0));
    assertThrows(ShapeException.class, () -> Padding.of(-1));
    assertThrows(ShapeException.class, () -> new MaxPool2d(Window.of(2, 2, Padding.of(2)), false));
  }
}
