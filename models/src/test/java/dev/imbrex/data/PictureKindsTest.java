package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.data.PictureFile.Invert;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds of pictures that are easily read wrongly. */
class PictureKindsTest {
  @TempDir Path folder;

  private static int[] read(Path file, int h, int w, int channels) {
    byte[] bytes = PictureFile.read(file, h, w, channels, 0, Invert.NO).pixels();
    int[] values = new int[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] & 255;
    }
    return values;
  }

  private Path write(BufferedImage image, String format) throws IOException {
    Path file = folder.resolve("picture." + format);
    assertTrue(ImageIO.write(image, format, file.toFile()));
    return file;
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("picture.bin"), bytes);
  }

  // --- EXIF ---

  /** Four quadrants of 24x16 pixels: 240 and 170 above 100 and 20. */
  private static byte[] quadrants() throws IOException {
    BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 48; x++) {
        int v = y < 16 ? (x < 24 ? 240 : 170) : (x < 24 ? 100 : 20);
        image.getRaster().setSample(x, y, 0, v);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", out);
    return out.toByteArray();
  }

  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    return ByteBuffer.allocate(jpeg.length + 4 + content.length)
        .put(jpeg, 0, 2)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (content.length + 2))
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private static byte[] exif(ByteOrder order, int orientation) {
    return ByteBuffer.allocate(6 + 8 + 2 + 24 + 4)
        .put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1))
        .order(order)
        .putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4D4D))
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 2)
        .putShort((short) 0x0100) // the width: another tag that comes first
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) 48)
        .putShort((short) 0)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 240, 170, 100, 20",
    "2, 170, 240, 20, 100",
    "3, 20, 100, 170, 240",
    "4, 100, 20, 240, 170",
    "5, 240, 100, 170, 20",
    "6, 100, 240, 20, 170",
    "7, 20, 170, 100, 240",
    "8, 170, 20, 240, 100",
    "9, 240, 170, 100, 20"
  })
  void photographsAreTurnedAsTheCameraWasHeld(int orientation, int a, int b, int c, int d)
      throws IOException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      Path file = write(withSegment(quadrants(), 0xE1, exif(order, orientation)));
      boolean upright = orientation >= 5 && orientation <= 8;
      int[] v = upright ? read(file, 48, 32, 1) : read(file, 32, 48, 1);
      int w = upright ? 32 : 48;
      int h = upright ? 48 : 32;
      int[] middles = {
        v[h / 4 * w + w / 4],
        v[h / 4 * w + 3 * w / 4],
        v[3 * h / 4 * w + w / 4],
        v[3 * h / 4 * w + 3 * w / 4]
      };
      int[] expected = {a, b, c, d};
      for (int i = 0; i < 4; i++) {
        assertEquals(expected[i], middles[i], 3, Arrays.toString(middles));
      }
    }
  }

  @Test
  void damagedExifLeavesThePictureAsItIs() throws IOException {
    byte[] whole = exif(ByteOrder.LITTLE_ENDIAN, 6);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = withSegment(quadrants(), 0xE1, Arrays.copyOf(whole, length));
      assertEquals(48 * 32, read(write(cut), 32, 48, 1).length);
    }
    byte[] far = whole.clone();
    Arrays.fill(far, 10, 14, (byte) 0x7F);
    assertEquals(240, read(write(withSegment(quadrants(), 0xE1, far)), 32, 48, 1)[5 * 48 + 5], 3);
  }

  // --- PNG and GIF ---

  @Test
  void palettesAreLookedUpAndTheirTransparentColourIsWhite() throws IOException {
    byte[] r = {10, (byte) 200, 0};
    byte[] g = {20, 100, 0};
    byte[] b = {30, 50, 0};
    IndexColorModel palette = new IndexColorModel(2, 3, r, g, b, 2);
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 1, 2});
    int[] expected = {10, 20, 30, 200, 100, 50, 255, 255, 255};
    assertArrayEquals(expected, read(write(image, "png"), 1, 3, 3));
    assertArrayEquals(expected, read(write(image, "gif"), 1, 3, 3));
  }

  private static BufferedImage interleaved(int space, int bands, int type, int... samples) {
    int[] order = new int[bands];
    Arrays.setAll(order, i -> i);
    boolean alpha = bands % 2 == 0;
    BufferedImage image =
        ImageTypeSpecifier.createInterleaved(
                ColorSpace.getInstance(space), order, type, alpha, false)
            .createBufferedImage(samples.length / bands, 1);
    image.getRaster().setPixels(0, 0, samples.length / bands, 1, samples);
    return image;
  }

  @Test
  void greyWithAlphaKeepsItsBrightness() throws IOException {
    BufferedImage image =
        interleaved(ColorSpace.CS_GRAY, 2, DataBuffer.TYPE_BYTE, 100, 255, 0, 0, 50, 51);
    assertArrayEquals(new int[] {100, 255, 214}, read(write(image, "png"), 1, 3, 1));
  }

  @Test
  void sixteenBitsBecomeEight() throws IOException {
    BufferedImage grey = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
    grey.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100 * 257, 65535});
    assertArrayEquals(new int[] {0, 100, 255}, read(write(grey, "png"), 1, 3, 1));
    BufferedImage colour =
        interleaved(ColorSpace.CS_sRGB, 3, DataBuffer.TYPE_USHORT, 10 * 257, 20 * 257, 200 * 257);
    assertArrayEquals(new int[] {10, 20, 200}, read(write(colour, "png"), 1, 1, 3));
    BufferedImage alpha =
        interleaved(
            ColorSpace.CS_sRGB,
            4,
            DataBuffer.TYPE_USHORT,
            10 * 257,
            20 * 257,
            200 * 257,
            65535,
            9,
            9,
            9,
            0);
    assertArrayEquals(new int[] {10, 20, 200, 255, 255, 255}, read(write(alpha, "png"), 1, 2, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void fewBitsOfGreyReachFromBlackToWhite(int bits) throws IOException {
    int most = (1 << bits) - 1;
    byte[] levels = new byte[most + 1];
    for (int i = 0; i <= most; i++) {
      levels[i] = (byte) (255 * i / most);
    }
    IndexColorModel model = new IndexColorModel(bits, most + 1, levels, levels, levels);
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, model);
    image.getRaster().setPixels(0, 0, 2, 1, new int[] {0, most});
    assertArrayEquals(new int[] {0, 255}, read(write(image, "png"), 1, 2, 1));
  }

  @Test
  void interlacedPngIsReadAsAnyOther() throws IOException {
    BufferedImage image = new BufferedImage(13, 11, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 13 * 11; i++) {
      image.setRGB(i % 13, i / 13, 0x010203 * (i % 80));
    }
    int[] plain = read(write(image, "png"), 11, 13, 3);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    Path file = folder.resolve("interlaced.png");
    try (OutputStream out = Files.newOutputStream(file);
        ImageOutputStream to = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(to);
      writer.write(null, new IIOImage(image, null, null), param);
    }
    assertEquals(1, Files.readAllBytes(file)[28], "the flag of interlacing");
    assertArrayEquals(plain, read(file, 11, 13, 3));
  }

  @Test
  void ofAnAnimationTheFirstPictureIsRead() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    Path file = folder.resolve("animated.gif");
    try (OutputStream out = Files.newOutputStream(file);
        ImageOutputStream to = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(to);
      writer.prepareWriteSequence(null);
      for (int rgb : new int[] {0xff0000, 0x0000ff}) {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, rgb);
        writer.writeToSequence(new IIOImage(image, null, null), null);
      }
      writer.endWriteSequence();
    }
    assertArrayEquals(new int[] {255, 0, 0}, read(file, 1, 1, 3));
  }

  // --- CMYK ---

  /** A JPEG file of 8x8 equal pixels with these four components, as they are. */
  private static byte[] fourComponents(int... components) throws IOException {
    WritableRaster raster =
        java.awt.image.Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
    for (int i = 0; i < 64; i++) {
      raster.setPixel(i % 8, i / 8, components);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream to = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(to);
      writer.write(null, new IIOImage(raster, null, null), null);
    }
    return bytes.toByteArray();
  }

  private static byte[] adobe(byte[] jpeg, int transform) {
    byte[] content =
        ByteBuffer.allocate(12)
            .put("Adobe".getBytes(StandardCharsets.ISO_8859_1))
            .putShort((short) 100)
            .putInt(0)
            .put((byte) transform)
            .array();
    return withSegment(jpeg, 0xEE, content);
  }

  private void assertColour(byte[] jpeg, int... rgb) throws IOException {
    int[] read = read(write(jpeg), 1, 1, 3);
    for (int c = 0; c < 3; c++) {
      assertEquals(rgb[c], read[c], 3, Arrays.toString(read));
    }
  }

  @Test
  void jpegForPrintingIsReadInItsThreeForms() throws IOException {
    // Ink as it is: cyan takes the red away, half of black darkens the rest.
    assertColour(fourComponents(255, 0, 51, 0), 0, 255, 204);
    assertColour(fourComponents(0, 0, 0, 127), 128, 128, 128);
    // Adobe stores what is left of the light.
    assertColour(adobe(fourComponents(0, 255, 204, 255), 0), 0, 255, 204);
    // The same as brightness and two differences: Y, Cb, Cr of red, 255 0 0.
    assertColour(adobe(fourComponents(76, 85, 255, 255), 2), 255, 0, 0);
    assertColour(adobe(fourComponents(76, 85, 255, 128), 2), 128, 0, 0);
  }
}
