package dev.imbrex.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damage that any file may have. */
final class Mutations {
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    255,
    256,
    0x7fff,
    0xffff,
    0x10000,
    46_341,
    1 << 20,
    1 << 30,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffff_ffffL,
    1L << 32,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private Mutations() {}

  /** Returns a number at which programs tend to stumble. */
  static long number(Random r) {
    return NUMBERS[r.nextInt(NUMBERS.length)];
  }

  /** Damages one of the files in one to four places. */
  static byte[] damage(List<byte[]> samples, Random r) {
    byte[] file = pick(samples, r).clone();
    for (int n = 1 + r.nextInt(4); n > 0 && file.length > 0; n--) {
      file = once(file, samples, r);
    }
    return file;
  }

  private static byte[] pick(List<byte[]> samples, Random r) {
    return samples.get(r.nextInt(samples.size()));
  }

  private static byte[] once(byte[] file, List<byte[]> samples, Random r) {
    int at = position(file, r);
    switch (r.nextInt(10)) {
      case 0:
        return Arrays.copyOf(file, at);
      case 1:
        return join(file, bytes(1 + r.nextInt(64), r));
      case 2:
        return join(file, pick(samples, r));
      case 3:
        return join(Arrays.copyOf(file, at), bytes(1 + r.nextInt(16), r), tail(file, at));
      case 4:
        return join(Arrays.copyOf(file, at), tail(file, Math.min(file.length, at + r.nextInt(64))));
      case 5:
        byte[] other = pick(samples, r);
        return join(Arrays.copyOf(file, at), tail(other, position(other, r)));
      case 6:
        file[at] = (byte) r.nextInt();
        return file;
      case 7:
        return number(file, at, r);
      default:
        file[at] ^= (byte) (1 << r.nextInt(8));
        return file;
    }
  }

  /** Half of the damage is at the beginning, where the headers are. */
  private static int position(byte[] file, Random r) {
    return r.nextInt(r.nextBoolean() ? Math.min(64, file.length) : file.length);
  }

  private static byte[] number(byte[] file, int at, Random r) {
    ByteBuffer b = ByteBuffer.wrap(file);
    b.order(r.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    if (at + 8 <= file.length && r.nextInt(4) == 0) {
      b.putLong(at, number(r));
    } else if (at + 4 <= file.length && r.nextBoolean()) {
      b.putInt(at, (int) number(r));
    } else if (at + 2 <= file.length) {
      b.putShort(at, (short) number(r));
    }
    return file;
  }

  static byte[] bytes(int count, Random r) {
    byte[] b = new byte[count];
    r.nextBytes(b);
    return b;
  }

  private static byte[] tail(byte[] file, int from) {
    return Arrays.copyOfRange(file, from, file.length);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
