package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  @TempDir Path folder;

  @BeforeEach
  void writeTwoPicturesOfTwoByThree() throws IOException {
    write(IMAGES, idx(2051, new int[] {2, 2, 3}, 0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6));
    write(LABELS, idx(2049, new int[] {2}, 7, 0));
  }

  static byte[] idx(int magic, int[] dims, int... bytes) {
    ByteBuffer b = ByteBuffer.allocate(4 + 4 * dims.length + bytes.length).putInt(magic);
    Arrays.stream(dims).forEach(b::putInt);
    Arrays.stream(bytes).forEach(v -> b.put((byte) v));
    return b.array();
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private String failure() {
    return assertThrows(DataException.class, () -> Mnist.train(folder)).getMessage();
  }

  @Test
  void plainFilesAreRead() {
    Dataset d = Mnist.train(folder);
    assertEquals(2, d.size());
    assertEquals(Shape.of(2, 3, 1), d.exampleShape());
    assertEquals(10, d.classes());
    assertEquals(7, d.label(0));
    float[] x = new float[6];
    d.read(0, x, 0);
    assertArrayEquals(new float[] {0, 0.2f, 0.4f, 0.6f, 0.8f, 1}, x);
  }

  @Test
  void compressedFilesAreReadAndPreferred() throws IOException {
    write(LABELS + ".gz", gzip(idx(2049, new int[] {2}, 3, 4)));
    write(IMAGES, gzip(Files.readAllBytes(folder.resolve(IMAGES))));
    assertEquals(3, Mnist.train(folder).label(0));
  }

  @Test
  void aMissingFileIsNamedWithAllThatBelongIntoTheFolder() throws IOException {
    String message = assertThrows(DataException.class, () -> Mnist.test(folder)).getMessage();
    assertTrue(message.contains("lacks the file t10k-images-idx3-ubyte.gz in " + folder), message);
    assertTrue(message.contains("train-labels-idx1-ubyte.gz"), message);
    assertTrue(message.contains("--data-dir"), message);
  }

  @Test
  void aWrongMagicNumberIsRefused() throws IOException {
    write(IMAGES, idx(2049, new int[] {2, 2, 3}, new int[12]));
    assertTrue(failure().contains("should begin with 2051 but begins with 2049"), failure());
  }

  @Test
  void textIsRefused() throws IOException {
    Files.writeString(folder.resolve(LABELS), "<html>not found</html>");
    assertTrue(failure().contains("is not an idx file"), failure());
  }

  @Test
  void aFileThatEndsTooEarlyIsRefused() throws IOException {
    write(IMAGES, Arrays.copyOf(Files.readAllBytes(folder.resolve(IMAGES)), 27));
    assertTrue(
        failure().contains("announces [2, 2, 3], that is 12 bytes, but has only 11"), failure());
    write(IMAGES, new byte[] {0, 0, 8});
    assertTrue(failure().contains("ends too early"), failure());
    write(IMAGES, new byte[0]);
    assertTrue(failure().contains("ends too early"), failure());
  }

  @Test
  void aCompressedFileThatBreaksOffIsRefused() throws IOException {
    byte[] whole = gzip(idx(2051, new int[] {2, 2, 3}, new int[12]));
    write(IMAGES + ".gz", Arrays.copyOf(whole, whole.length - 9));
    assertTrue(failure().contains("ends too early"), failure());
    byte[] damaged = whole.clone();
    damaged[whole.length - 6] ^= 1;
    write(IMAGES + ".gz", damaged);
    assertTrue(failure().contains("is damaged"), failure());
  }

  @Test
  void moreBytesThanAnnouncedAreRefused() throws IOException {
    write(LABELS, idx(2049, new int[] {2}, 7, 0, 0));
    assertTrue(failure().contains("but has more"), failure());
  }

  @Test
  void extentsThatAreNotPossibleAreRefusedWithoutTakingMemory() throws IOException {
    write(IMAGES, idx(2051, new int[] {Integer.MAX_VALUE, 28, 28}));
    assertTrue(failure().contains("which are not possible"), failure());
    write(IMAGES, idx(2051, new int[] {-1, 28, 28}));
    assertTrue(failure().contains("which are not possible"), failure());
    write(IMAGES, idx(2051, new int[] {1 << 20, 28, 28}, 1, 2, 3));
    assertTrue(failure().contains("but has far less"), failure());
  }

  @Test
  void picturesAndLabelsMustBeEquallyMany() throws IOException {
    write(LABELS, idx(2049, new int[] {3}, 7, 0, 1));
    assertTrue(failure().contains("has 2 pictures but"), failure());
    assertTrue(failure().contains("has 3 labels"), failure());
  }

  @Test
  void aLabelAboveNineIsRefused() throws IOException {
    write(LABELS, idx(2049, new int[] {2}, 7, 10));
    assertTrue(failure().contains("has the label 10 at 1"), failure());
  }

  @Test
  void aFileThatUnpacksToAThousandTimesItsLengthIsRefusedBeforeItIsRead() throws IOException {
    // 200,000 pictures of zeros would be 157 MB.
    byte[] header = Arrays.copyOf(idx(2051, new int[] {200_000, 28, 28}), 2 << 20);
    write(IMAGES, gzip(header));
    assertTrue(failure().contains("that is 156800000 bytes, but has far less"), failure());
  }
}
