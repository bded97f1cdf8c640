package dev.imbrex.hostile;

import dev.imbrex.data.Cifar10;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** The binary version of CIFAR-10, unpacked. */
final class CifarFormat implements Format {
  static final int RECORD = 3073;

  @Override
  public String name() {
    return "cifar10";
  }

  @Override
  public String named() {
    return "cifar";
  }

  @Override
  public List<byte[]> samples() {
    return List.of(records(1, new Random(1)), records(2, new Random(2)));
  }

  static byte[] records(int count, Random r) {
    byte[] file = Mutations.bytes(count * RECORD, r);
    for (int i = 0; i < count; i++) {
      file[i * RECORD] = (byte) r.nextInt(10);
    }
    return file;
  }

  @Override
  public byte[] attack(Random r) {
    byte[] file = records(1 + r.nextInt(4), r);
    file[r.nextInt(file.length / RECORD) * RECORD] = (byte) r.nextInt(14);
    return r.nextInt(4) == 0 ? Mutations.join(file, Mutations.bytes(r.nextInt(3), r)) : file;
  }

  @Override
  public void read(Path folder, byte[] file) throws IOException {
    Path cifar = Files.createDirectories(folder.resolve("cifar"));
    Files.write(cifar.resolve("data_batch_1.bin"), file);
    Cifar10.train(cifar);
  }
}
