package dev.imbrex.hostile;

import dev.imbrex.data.Cifar10;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Archives with the files of CIFAR-10. */
final class TarFormat implements Format {
  private static final String[] NAMES = {
    "test_batch.bin",
    "../test_batch.bin",
    "/tmp/test_batch.bin",
    "../../../../escaped",
    "a/../../test_batch.bin",
    "batches.meta.txt",
    "data_batch_1.bin",
    "test_batch.bin/",
    "",
    "\u0000",
    "C:\\test_batch.bin"
  };
  private final List<byte[]> samples;

  TarFormat() {
    byte[] plain = archive();
    samples = List.of(Bombs.gzip(plain), plain);
  }

  private static byte[] archive() {
    return Mutations.join(
        member("cifar-10-batches-bin/", '5', octal(0), new byte[0]),
        member(
            "cifar-10-batches-bin/batches.meta.txt",
            '0',
            octal(5),
            "a\nb\nc".getBytes(StandardCharsets.US_ASCII)),
        member("b/test_batch.bin", '0', octal(CifarFormat.RECORD), new byte[CifarFormat.RECORD]),
        new byte[1024]);
  }

  private static String octal(long size) {
    return String.format("%011o", size);
  }

  private static byte[] member(String name, char type, String size, byte[] content) {
    byte[] h = new byte[512];
    put(h, 0, name);
    put(h, 100, "0000644");
    put(h, 124, size);
    put(h, 148, "        ");
    h[156] = (byte) type;
    put(h, 157, "../../linked");
    put(h, 257, "ustar");
    int sum = 0;
    for (byte b : h) {
      sum += b & 255;
    }
    put(h, 148, String.format("%06o\0 ", sum));
    return Mutations.join(h, content, new byte[(512 - content.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] b = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(b, 0, header, at, b.length);
  }

  @Override
  public String name() {
    return "tar";
  }

  @Override
  public String named() {
    return "cifar-10-binary.tar.gz";
  }

  @Override
  public List<byte[]> samples() {
    return samples;
  }

  @Override
  public byte[] attack(Random r) {
    if (r.nextInt(100) == 0) {
      // A member that is as long as it says, but for all it says.
      int megabytes = 32 << r.nextInt(4);
      String name = r.nextBoolean() ? "test_batch.bin" : "data_batch_1.bin";
      long size = r.nextBoolean() ? (megabytes << 20) / CifarFormat.RECORD : megabytes << 20;
      byte[] header = member(name, '0', octal(size * CifarFormat.RECORD), new byte[0]);
      return Mutations.join(Bombs.gzip(header), Bombs.gzip(megabytes));
    }
    byte[] tar = new byte[0];
    for (int n = 1 + r.nextInt(4); n > 0; n--) {
      byte[] content = r.nextBoolean() ? new byte[CifarFormat.RECORD] : new byte[r.nextInt(2000)];
      tar = Mutations.join(tar, member(name(r), type(r), size(content.length, r), content));
    }
    return r.nextBoolean() ? Bombs.gzip(tar) : tar;
  }

  private static String name(Random r) {
    return r.nextInt(3) == 0 ? "test_batch.bin" : NAMES[r.nextInt(NAMES.length)];
  }

  private static char type(Random r) {
    return r.nextInt(3) > 0 ? '0' : "1234567LKxgSV\0".charAt(r.nextInt(14));
  }

  private static String size(int actual, Random r) {
    switch (r.nextInt(8)) {
      case 0:
        return "777777777777";
      case 1:
        return "-0000000001";
      case 2:
        return "\u0080\0\0\0\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff";
      case 3:
        return octal(Math.max(0, Math.min(Mutations.number(r), 1L << 32)));
      default:
        return octal(actual);
    }
  }

  @Override
  public void read(Path folder, byte[] file) throws IOException {
    Files.write(folder.resolve(named()), file);
    Cifar10.test(folder);
  }
}
