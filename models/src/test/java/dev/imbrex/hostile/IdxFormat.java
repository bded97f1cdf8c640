package dev.imbrex.hostile;

import dev.imbrex.data.Digits;
import dev.imbrex.data.IdxSamples;
import dev.imbrex.data.Mnist;
import dev.imbrex.data.Part;
import dev.imbrex.data.Pictures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Pictures and labels as MNIST has them, plain and compressed. */
final class IdxFormat implements Format {
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  private final Pictures pictures = Digits.draw(Part.TRAIN, 3, 5);
  private final boolean labels;
  private final List<byte[]> samples;

  /** Creates the format of labels, or of pictures. */
  IdxFormat(boolean labels) {
    this.labels = labels;
    byte[] own = labels ? IdxSamples.labels(pictures) : IdxSamples.images(pictures);
    this.samples = List.of(own, Bombs.gzip(own));
  }

  @Override
  public String name() {
    return labels ? "idx-labels" : "idx";
  }

  @Override
  public String named() {
    return labels ? LABELS : IMAGES;
  }

  @Override
  public List<byte[]> samples() {
    return samples;
  }

  @Override
  public byte[] attack(Random r) {
    ByteBuffer header = ByteBuffer.allocate(labels ? 8 : 16);
    header.putInt(r.nextInt(8) == 0 ? (int) Mutations.number(r) : labels ? 2049 : 2051);
    while (header.hasRemaining()) {
      header.putInt(r.nextInt(3) == 0 ? 1 + r.nextInt(64) : (int) Mutations.number(r));
    }
    if (r.nextInt(100) == 0) {
      // So many pictures as there are zeros, to the byte or nearly.
      int megabytes = 16 << r.nextInt(5);
      ByteBuffer dims = ByteBuffer.wrap(header.array());
      dims.putInt(4, labels ? megabytes << 20 : megabytes << 10);
      if (!labels) {
        dims.putInt(8, 32).putInt(12, 32 + r.nextInt(2));
      }
      return Mutations.join(Bombs.gzip(header.array()), Bombs.gzip(megabytes));
    }
    byte[] plain = Mutations.join(header.array(), Mutations.bytes(r.nextInt(3000), r));
    return r.nextBoolean() ? plain : Bombs.gzip(plain);
  }

  @Override
  public void read(Path folder, byte[] file) throws IOException {
    Files.write(folder.resolve(IMAGES), labels ? IdxSamples.images(pictures) : file);
    Files.write(folder.resolve(LABELS), labels ? file : IdxSamples.labels(pictures));
    Mnist.train(folder);
  }
}
