package dev.imbrex.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** PNGs with right checksums and wrong content: sizes, chunks, compressed texts, bombs. */
final class PngAttack {
  private static final byte[] MAGIC = {(byte) 137, 80, 78, 71, 13, 10, 26, 10};
  private static final String[] CHUNKS = {
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "iCCP", "zTXt", "iTXt", "tEXt", "gAMA", "cHRM", "sBIT",
    "bKGD", "hIST", "pHYs", "sPLT", "tIME", "sRGB", "eXIf", "XXXX", "abcd"
  };

  private PngAttack() {}

  static byte[] make(List<byte[]> samples, Random r) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC);
    int width = 1 + r.nextInt(40);
    int height = 1 + r.nextInt(40);
    boolean rare = r.nextInt(60) == 0;
    int[] sizes = {1000, 5000, 12_000, 20_000, 46_341, 100_000};
    if (rare) {
      width = sizes[r.nextInt(sizes.length)];
      height = sizes[r.nextInt(sizes.length)];
    }
    int depth = r.nextInt(5) == 0 ? r.nextInt(40) : r.nextInt(3) == 0 ? 1 << r.nextInt(5) : 8;
    int[] colours = {0, 2, 3, 4, 6};
    int colour = r.nextInt(12) == 0 ? r.nextInt(10) : colours[r.nextInt(5)];
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(r.nextInt(15) == 0 ? (int) Mutations.number(r) : width);
    header.putInt(r.nextInt(15) == 0 ? (int) Mutations.number(r) : height);
    header.put((byte) depth).put((byte) colour);
    header.put((byte) (r.nextInt(20) == 0 ? 1 : 0)).put((byte) (r.nextInt(20) == 0 ? 1 : 0));
    header.put((byte) r.nextInt(r.nextInt(10) == 0 ? 5 : 2));
    chunk(out, "IHDR", header.array(), r);
    if (colour == 3 || r.nextInt(5) == 0) {
      chunk(out, "PLTE", Mutations.bytes(r.nextInt(4) == 0 ? r.nextInt(900) : 768, r), r);
    }
    for (int n = r.nextInt(3); n > 0; n--) {
      String type = CHUNKS[r.nextInt(CHUNKS.length)];
      chunk(out, type, content(type, r), r);
    }
    byte[] data = rare ? Bombs.zlib(16 << r.nextInt(5)) : rows(width, height, depth, colour, r);
    chunk(out, "IDAT", data, r);
    if (r.nextInt(10) > 0) {
      chunk(out, "IEND", new byte[0], r);
    }
    return out.toByteArray();
  }

  private static byte[] content(String type, Random r) {
    if (type.equals("iCCP") || type.equals("zTXt") || type.equals("iTXt")) {
      byte[] bomb = r.nextInt(20) == 0 ? Bombs.zlib(128) : Bombs.zlib(1);
      byte[] key =
          (type.equals("iTXt") ? "k\0\1\0\0\0" : "k\0\0").getBytes(StandardCharsets.US_ASCII);
      return Mutations.join(key, bomb);
    }
    return Mutations.bytes(r.nextInt(40), r);
  }

  /** Rows of the length that the header says, or nearly. */
  private static byte[] rows(int width, int height, int depth, int colour, Random r)
      throws IOException {
    int channels = colour == 2 ? 3 : colour == 4 ? 2 : colour == 6 ? 4 : 1;
    int row = 1 + (width * channels * Math.max(1, depth) + 7) / 8;
    byte[] pixels = Mutations.bytes(Math.max(0, row * height + r.nextInt(5) - 2), r);
    for (int i = 0; i < pixels.length; i += row) {
      pixels[i] = (byte) r.nextInt(r.nextInt(10) == 0 ? 256 : 5);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zlib = new DeflaterOutputStream(out)) {
      zlib.write(pixels);
    }
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content, Random r) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    boolean wrong = r.nextInt(60) == 0;
    ByteBuffer b = ByteBuffer.allocate(12 + content.length);
    b.putInt(wrong ? (int) Mutations.number(r) : content.length).put(name).put(content);
    b.putInt((int) crc.getValue() ^ (r.nextInt(60) == 0 ? 1 : 0));
    out.writeBytes(b.array());
  }
}
