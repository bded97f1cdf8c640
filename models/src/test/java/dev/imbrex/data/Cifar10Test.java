package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  private static final int RECORD = 3073;

  @TempDir Path folder;

  /** Makes records whose red plane is 1, green 2 and blue 3, but pixel 5, which is 10, 20, 30. */
  private static byte[] records(int... labels) {
    byte[] b = new byte[labels.length * RECORD];
    for (int i = 0; i < labels.length; i++) {
      int at = i * RECORD;
      b[at] = (byte) labels[i];
      for (int c = 0; c < 3; c++) {
        int plane = at + 1 + c * 1024;
        Arrays.fill(b, plane, plane + 1024, (byte) (c + 1));
        b[plane + 5] = (byte) (10 * (c + 1));
      }
    }
    return b;
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.write(folder.resolve(name), bytes);
  }

  private static void entry(ByteArrayOutputStream tar, String name, char type, byte[] content) {
    byte[] h = new byte[512];
    put(h, 0, name);
    put(h, 100, "0000644");
    put(h, 124, String.format("%011o", content.length));
    put(h, 148, "        ");
    h[156] = (byte) type;
    put(h, 257, "ustar");
    int sum = 0;
    for (byte b : h) {
      sum += b & 255;
    }
    put(h, 148, String.format("%06o", sum));
    h[154] = 0;
    tar.writeBytes(h);
    tar.writeBytes(content);
    tar.writeBytes(new byte[(512 - content.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] b = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(b, 0, header, at, b.length);
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, "cifar-10-batches-bin/", '5', new byte[0]);
    entry(tar, "cifar-10-batches-bin/data_batch_2.bin", '0', records(4));
    entry(tar, "cifar-10-batches-bin/link.bin", '2', new byte[0]);
    entry(tar, "cifar-10-batches-bin/data_batch_1.bin", '0', records(1, 0, 2));
    entry(
        tar,
        "cifar-10-batches-bin/batches.meta.txt",
        '0',
        "a\nb\nc\nd\ne\n\n".getBytes(StandardCharsets.UTF_8));
    entry(tar, "cifar-10-batches-bin/test_batch.bin", '0', records(3, 3));
    tar.writeBytes(new byte[1024]);
    return tar.toByteArray();
  }

  private String failure() {
    return assertThrows(DataException.class, () -> Cifar10.train(folder)).getMessage();
  }

  @Test
  void anUnpackedFolderIsReadWhateverPartOfItIsThere() throws IOException {
    write("data_batch_3.bin", records(9, 8));
    write("data_batch_1.bin", records(1));
    Dataset d = Cifar10.train(folder);
    assertEquals(Shape.of(32, 32, 3), d.exampleShape());
    assertEquals(List.of(1, 9, 8), List.of(d.label(0), d.label(1), d.label(2)));
    assertEquals("truck", d.classNames().get(9));
  }

  @Test
  void planesOfColoursBecomeColouredPixels() throws IOException {
    write("cifar-10-batches-bin/test_batch.bin", records(0));
    Pictures p = new Cifar10.Source().load(Part.TEST, Optional.of(folder));
    assertEquals(List.of(1, 2, 3), List.of(p.pixel(0, 0), p.pixel(0, 1), p.pixel(0, 2)));
    assertEquals(List.of(10, 20, 30), List.of(p.pixel(0, 15), p.pixel(0, 16), p.pixel(0, 17)));
  }

  @Test
  void theArchiveIsReadWithItsClassNames() throws IOException {
    write("cifar-10-binary.tar.gz", MnistTest.gzip(archive()));
    Dataset train = Cifar10.train(folder);
    assertEquals(4, train.size());
    assertEquals(
        List.of(1, 0, 2, 4),
        List.of(train.label(0), train.label(1), train.label(2), train.label(3)));
    assertEquals(List.of("a", "b", "c", "d", "e"), train.classNames());
    assertEquals(2, Cifar10.test(folder).size());
  }

  @Test
  void anArchiveThatBreaksOffIsRefused() throws IOException {
    byte[] whole = archive();
    for (int length : new int[] {512 + 100, 512 + 512 + 3000, 512 + 512 + 3584 + 100}) {
      write("cifar-10-binary.tar.gz", MnistTest.gzip(Arrays.copyOf(whole, length)));
      assertTrue(failure().contains("ends too early"), failure());
    }
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    write("cifar-10-binary.tar.gz", "x".repeat(2000).getBytes(StandardCharsets.UTF_8));
    assertTrue(failure().contains("is not a tar archive"), failure());
  }

  @Test
  void aFileThatIsNoWholeNumberOfRecordsIsRefused() throws IOException {
    write("data_batch_1.bin", Arrays.copyOf(records(1, 2), RECORD + 5));
    assertTrue(failure().contains("has 3078 bytes, but should have a multiple of 3073"), failure());
    write("data_batch_1.bin", new byte[0]);
    assertTrue(failure().contains("has 0 bytes"), failure());
  }

  @Test
  void aHugeFileInAnArchiveIsRefusedUnread() throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, "data_batch_1.bin", '0', new byte[0]);
    byte[] header = tar.toByteArray();
    put(header, 124, "17777777777");
    int sum = 0;
    put(header, 148, "        ");
    for (byte b : header) {
      sum += b & 255;
    }
    put(header, 148, String.format("%06o", sum));
    header[154] = 0;
    write("cifar-10-binary.tar.gz", MnistTest.gzip(header));
    assertTrue(failure().contains("unpacked, it takes more than"), failure());
  }

  @Test
  void aLabelWithoutClassIsRefused() throws IOException {
    write("data_batch_1.bin", records(1, 10));
    assertTrue(
        failure().contains("has the label 10 in record 1, but there are only 10"), failure());
  }

  @Test
  void whatIsMissingIsNamed() {
    assertTrue(failure().contains("lacks data_batch_1.bin in " + folder), failure());
    assertTrue(failure().contains("cifar-10-binary.tar.gz"), failure());
  }

  @Test
  void anArchiveThatUnpacksToAThousandTimesItsLengthIsRefused() throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, "other.bin", '0', new byte[65 << 20]);
    entry(tar, "test_batch.bin", '0', records(1));
    write("cifar-10-binary.tar.gz", MnistTest.gzip(tar.toByteArray()));
    assertTrue(failure().contains("unpacked, it takes more than 67108864 bytes"), failure());
  }
}
