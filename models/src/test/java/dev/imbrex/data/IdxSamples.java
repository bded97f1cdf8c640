package dev.imbrex.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Few drawn digits in the format of MNIST. */
public final class IdxSamples {
  private static final long SEED = 5;

  private IdxSamples() {}

  /** Writes so many pictures to learn from and to judge by, and returns the folder. */
  public static Path mnist(Path folder, int train, int test) throws IOException {
    Files.createDirectories(folder);
    write(folder, "train", Digits.draw(Part.TRAIN, train, SEED));
    write(folder, "t10k", Digits.draw(Part.TEST, test, SEED));
    return folder;
  }

  private static void write(Path folder, String stem, Pictures p) throws IOException {
    Files.write(folder.resolve(stem + "-images-idx3-ubyte"), images(p));
    Files.write(folder.resolve(stem + "-labels-idx1-ubyte"), labels(p));
  }

  /** Returns pictures as a file of images. */
  public static byte[] images(Pictures p) {
    ByteBuffer images = ByteBuffer.allocate(16 + p.count() * p.bytesEach());
    images.putInt(2051).putInt(p.count()).putInt(p.height()).putInt(p.width());
    for (int i = 0; i < p.count(); i++) {
      images.put(p.picture(i));
    }
    return images.array();
  }

  /** Returns the labels of pictures as a file. */
  public static byte[] labels(Pictures p) {
    ByteBuffer labels = ByteBuffer.allocate(8 + p.count()).putInt(2049).putInt(p.count());
    for (int i = 0; i < p.count(); i++) {
      labels.put((byte) p.label(i));
    }
    return labels.array();
  }
}
