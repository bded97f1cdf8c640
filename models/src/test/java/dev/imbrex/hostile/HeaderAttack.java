package dev.imbrex.hostile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Pictures whose header has odd numbers in fields at fixed places: BMP and GIF. */
final class HeaderAttack {
  private HeaderAttack() {}

  /** Offset of the pixels, length of the header, sizes, depth, compression, colours. */
  static byte[] bmp(List<byte[]> samples, Random r) {
    byte[] file = samples.get(r.nextInt(samples.size())).clone();
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int[] fields = {2, 10, 14, 18, 22, 30, 34, 38, 42, 46, 50};
    for (int n = 1 + r.nextInt(3); n > 0; n--) {
      b.putInt(fields[r.nextInt(fields.length)], odd(r));
    }
    if (r.nextInt(3) == 0) {
      int[] depths = {0, 1, 2, 4, 8, 16, 24, 32, 64, 65_535};
      b.putShort(28, (short) depths[r.nextInt(depths.length)]);
    }
    if (r.nextInt(3) == 0) {
      b.putInt(30, r.nextInt(8));
    }
    return file;
  }

  /** The size of the screen, flags, and that of the first picture where it can be found. */
  static byte[] gif(List<byte[]> samples, Random r) {
    byte[] file = samples.get(r.nextInt(samples.size())).clone();
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    b.putShort(6 + 2 * r.nextInt(2), (short) odd(r));
    if (r.nextBoolean()) {
      file[10] = (byte) r.nextInt();
    }
    for (int i = 13; i + 10 < file.length; i++) {
      if (file[i] == 0x2C && r.nextBoolean()) {
        b.putShort(i + 1 + 2 * r.nextInt(4), (short) odd(r));
        b.putShort(i + 5, (short) odd(r));
        break;
      }
    }
    return file;
  }

  private static int odd(Random r) {
    return r.nextBoolean() ? (int) Mutations.number(r) : r.nextInt(70_000);
  }
}
