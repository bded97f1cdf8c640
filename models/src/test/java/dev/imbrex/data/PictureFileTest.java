package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.data.PictureFile.Invert;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFileTest {
  @TempDir Path folder;

  private Path write(BufferedImage image, String format) throws IOException {
    Path file = folder.resolve("picture." + format);
    assertTrue(ImageIO.write(image, format, file.toFile()));
    return file;
  }

  private static BufferedImage plain(int w, int h, int type, int rgb) {
    BufferedImage image = new BufferedImage(w, h, type);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  @Test
  void greyPicturesKeepTheirBytes() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    int[] samples = {0, 50, 100, 128, 200, 255};
    image.getRaster().setPixels(0, 0, 3, 2, samples);
    byte[] read = PictureFile.read(write(image, "png"), 2, 3, 1, 0, Invert.NO).pixels();
    for (int i = 0; i < 6; i++) {
      assertEquals(samples[i], read[i] & 255);
    }
  }

  @Test
  void colourBecomesGreyByItsLuma() throws IOException {
    Path file = write(plain(4, 4, BufferedImage.TYPE_INT_RGB, 0x0000ff), "png");
    byte[] read = PictureFile.read(file, 2, 2, 1, 0, Invert.NO).pixels();
    assertArrayEquals(new byte[] {29, 29, 29, 29}, read);
  }

  @Test
  void greyBecomesColour() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 77);
    byte[] read = PictureFile.read(write(image, "png"), 1, 1, 3, 0, Invert.NO).pixels();
    assertArrayEquals(new byte[] {77, 77, 77}, read);
  }

  @Test
  void whatIsTransparentIsWhite() throws IOException {
    Path file = write(plain(2, 2, BufferedImage.TYPE_INT_ARGB, 0x00000000), "png");
    byte[] read = PictureFile.read(file, 1, 1, 1, 255, Invert.AUTO).pixels();
    assertEquals(255, read[0] & 255);
  }

  @Test
  void jpegIsReadInAnySize() throws IOException {
    Path file = write(plain(640, 480, BufferedImage.TYPE_INT_RGB, 0x40a0e0), "jpg");
    byte[] read = PictureFile.read(file, 32, 32, 3, 0, Invert.AUTO).pixels();
    assertEquals(32 * 32 * 3, read.length);
    for (int p = 0; p < 32 * 32; p++) {
      assertEquals(0x40, read[3 * p] & 255, 3);
      assertEquals(0xa0, read[3 * p + 1] & 255, 3);
      assertEquals(0xe0, read[3 * p + 2] & 255, 3);
    }
  }

  @Test
  void darkOnLightIsInvertedForANetworkThatLearntLightOnDark() throws IOException {
    BufferedImage image = plain(9, 9, BufferedImage.TYPE_INT_RGB, 0xffffff);
    image.setRGB(4, 4, 0);
    Path file = write(image, "png");
    PictureFile.Loaded auto = PictureFile.read(file, 9, 9, 1, 10, Invert.AUTO);
    assertTrue(auto.inverted());
    assertEquals(0, auto.pixels()[0]);
    assertEquals(255, auto.pixels()[40] & 255);
    assertFalse(PictureFile.read(file, 9, 9, 1, 10, Invert.NO).inverted());
    assertFalse(PictureFile.read(file, 9, 9, 1, 240, Invert.AUTO).inverted());
    assertFalse(PictureFile.read(file, 9, 9, 3, 10, Invert.AUTO).inverted());
    assertTrue(PictureFile.read(file, 9, 9, 3, 240, Invert.YES).inverted());
  }

  @Test
  void aTextFileNamedPngIsRefused() throws IOException {
    Path file = folder.resolve("note.png");
    Files.writeString(file, "this is no picture");
    String message = failure(file);
    assertEquals(file + " is not a picture in a known format; use PNG, JPEG, GIF or BMP.", message);
  }

  @Test
  void aDamagedPictureIsRefused() throws IOException {
    Path file = write(plain(50, 50, BufferedImage.TYPE_INT_RGB, 0x123456), "png");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
    assertTrue(failure(file).contains("is damaged or can not be read"), failure(file));
  }

  @Test
  void aMissingPictureIsNamed() {
    Path file = folder.resolve("none.png");
    assertEquals("There is no picture " + file + "; check the name.", failure(file));
  }

  private static String failure(Path file) {
    return assertThrows(DataException.class, () -> PictureFile.read(file, 2, 2, 1, 0, Invert.AUTO))
        .getMessage();
  }

  @Test
  void aShortFileThatAnnouncesAHugePictureIsRefusedBeforeItIsDecoded() throws IOException {
    Path file = write(plain(16, 16, BufferedImage.TYPE_INT_RGB, 0x123456), "jpg");
    byte[] bytes = Files.readAllBytes(file);
    int frame = 2;
    while ((bytes[frame] & 255) != 0xFF || (bytes[frame + 1] & 255) != 0xC0) {
      frame++;
    }
    // Height and width 15,000: 225 million pixels in some hundred bytes.
    for (int at : new int[] {frame + 5, frame + 7}) {
      bytes[at] = 15_000 >> 8;
      bytes[at + 1] = (byte) 15_000;
    }
    Files.write(file, bytes);
    assertTrue(failure(file).contains("announces 225,000,000 pixels"), failure(file));
  }

  @Test
  void aShortFileThatGoesOverItsPixelsAgainAndAgainIsRefused() throws IOException {
    Path file = write(plain(700, 700, BufferedImage.TYPE_INT_RGB, 0x123456), "jpg");
    byte[] bytes = Files.readAllBytes(file);
    byte[] scans = new byte[400];
    for (int i = 0; i < scans.length; i += 2) {
      scans[i] = (byte) 0xFF;
      scans[i + 1] = (byte) 0xDA;
    }
    byte[] many = Arrays.copyOf(bytes, bytes.length + scans.length);
    System.arraycopy(scans, 0, many, bytes.length, scans.length);
    Files.write(file, many);
    assertTrue(failure(file).contains("made to do harm"), failure(file));
  }

  @Test
  void aBmpAroundAnotherFileIsRefusedBeforeMemoryIsTakenForIt() throws IOException {
    Path file = write(plain(4, 4, BufferedImage.TYPE_INT_RGB, 0x123456), "bmp");
    byte[] bytes = Files.readAllBytes(file);
    bytes[30] = 5; // compression: PNG
    bytes[37] = 0x7f; // almost 2 GiB of it
    Files.write(file, bytes);
    assertTrue(failure(file).contains("a BMP file around a JPEG or PNG"), failure(file));
  }
}
