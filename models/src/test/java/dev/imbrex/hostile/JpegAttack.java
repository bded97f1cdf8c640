package dev.imbrex.hostile;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** JPEGs with other sizes, components and markers than their content, and with many scans. */
final class JpegAttack {
  private static final int FRAME = 0xC0;
  private static final int PROGRESSIVE_FRAME = 0xC2;
  private static final int SCAN = 0xDA;

  private JpegAttack() {}

  static byte[] make(List<byte[]> samples, Random r) {
    byte[] file = samples.get(r.nextInt(samples.size())).clone();
    boolean progressive = r.nextInt(4) == 0;
    if (progressive) {
      file = progressive();
    }
    int frame = find(file, progressive ? PROGRESSIVE_FRAME : FRAME);
    switch (r.nextInt(6)) {
      case 0:
        return size(file, frame, r);
      case 1:
        file[frame + 9 + r.nextInt(10)] = (byte) Mutations.number(r);
        return file;
      case 2:
        return scans(r.nextInt(20) == 0 ? size(file, frame, r) : file, 1 << r.nextInt(11));
      case 3:
        return marker(file, 0xE1, exif(r));
      case 4:
        return marker(file, 0xEE, adobe(r));
      default:
        return marker(file, 0xC4 + r.nextInt(60), Mutations.bytes(r.nextInt(300), r));
    }
  }

  private static byte[] progressive() {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream to = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      BufferedImage image = SamplePictures.colour(40, 30);
      writer.setOutput(to);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** Returns where a marker is, from its 0xFF on. */
  private static int find(byte[] file, int marker) {
    for (int i = 2; i + 1 < file.length; i++) {
      if ((file[i] & 255) == 0xFF && (file[i + 1] & 255) == marker) {
        return i;
      }
    }
    throw new IllegalStateException("The sample has no marker " + marker + ".");
  }

  private static byte[] size(byte[] file, int frame, Random r) {
    int[] sizes = {0, 1, 255, 5000, 20_000, 65_500, 65_535};
    int h = sizes[r.nextInt(sizes.length)];
    int w = sizes[r.nextInt(sizes.length)];
    file[frame + 5] = (byte) (h >> 8);
    file[frame + 6] = (byte) h;
    file[frame + 7] = (byte) (w >> 8);
    file[frame + 8] = (byte) w;
    return file;
  }

  /** Repeats the last scan. */
  private static byte[] scans(byte[] file, int count) {
    int at = find(file, SCAN);
    byte[] scan = Arrays.copyOfRange(file, at, file.length - 2);
    byte[][] parts = new byte[count + 1][];
    Arrays.fill(parts, scan);
    parts[0] = Arrays.copyOf(file, at);
    return Mutations.join(parts);
  }

  private static byte[] marker(byte[] file, int marker, byte[] content) {
    int length = content.length + 2;
    byte[] head = {(byte) 0xFF, (byte) marker, (byte) (length >> 8), (byte) length};
    return Mutations.join(
        Arrays.copyOf(file, 2), head, content, Arrays.copyOfRange(file, 2, file.length));
  }

  private static byte[] exif(Random r) {
    byte[] start = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, (byte) r.nextInt(20)};
    return Mutations.join(start, Mutations.bytes(r.nextInt(200), r));
  }

  private static byte[] adobe(Random r) {
    byte[] start = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) r.nextInt(4)};
    return Arrays.copyOf(start, r.nextInt(4) == 0 ? r.nextInt(start.length) : start.length);
  }
}
