package dev.imbrex.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class BitmapTest {
  private static final int RED = 0xFFFF0000;
  private static final int BLUE = 0xFF0000FF;
  private static final int CLEAR = 0;

  private static int[] decoded(byte[] png, int width, int height) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(List.of(width, height), List.of(image.getWidth(), image.getHeight()));
    return image.getRGB(0, 0, width, height, null, 0, width);
  }

  @Test
  void aPngHasThePixelsOfThePicture() throws IOException {
    int[] argb = {RED, BLUE, CLEAR, 0xFF010203, 0xFF0A0B0C, RED};
    Bitmap b = new Bitmap(2, 3, argb);
    assertArrayEquals(argb, decoded(b.png(), 3, 2));
    assertTrue(b.dataUri().startsWith("data:image/png;base64,"));
    byte[] inside = Base64.getDecoder().decode(b.dataUri().substring(22));
    assertArrayEquals(argb, decoded(inside, 3, 2));
  }

  @Test
  void enlargedEveryPixelIsASquare() {
    int[] expected = {RED, RED, BLUE, BLUE, RED, RED, BLUE, BLUE};
    assertArrayEquals(expected, new Bitmap(1, 2, new int[] {RED, BLUE}).enlarged(2).argb());
  }

  @Test
  void aGridHasClearLinesBetweenItsPictures() {
    Bitmap r = new Bitmap(1, 1, new int[] {RED});
    Bitmap b = new Bitmap(1, 1, new int[] {BLUE});
    Bitmap grid = Bitmap.grid(List.of(r, b, b), 2);
    assertEquals(3, grid.width());
    assertEquals(3, grid.height());
    assertArrayEquals(
        new int[] {RED, CLEAR, BLUE, CLEAR, CLEAR, CLEAR, BLUE, CLEAR, CLEAR}, grid.argb());
    assertEquals(1, Bitmap.grid(List.of(r), 8).width(), "no more columns than pictures");
  }

  @Test
  void oneChannelIsGreyAndThreeAreColours() {
    byte[] pixels = {(byte) 255, 0, 1};
    assertArrayEquals(
        new int[] {0xFFFFFFFF, 0xFF000000, 0xFF010101}, Bitmap.of(pixels, 1, 3, 1).argb());
    assertArrayEquals(new int[] {0xFFFF0001}, Bitmap.of(pixels, 1, 1, 3).argb());
    assertThrows(IllegalArgumentException.class, () -> new Bitmap(2, 2, new int[3]));
  }
}
